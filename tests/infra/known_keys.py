"""Keys of LiveKit's configuration structs that may stand in our files.

From livekit/livekit `pkg/config/config.go` at 788d4c35 (2026-08-21), livekit/sip `pkg/config/config.go` at be5d3f57
(2026-08-21), livekit/protocol `redis` and `logger`, livekit/mediatransportutil `rtcconfig`. None means any
value; a dict, the keys below.
"""

from __future__ import annotations

from typing import Any

Keys = dict[str, Any]

REDIS: Keys = dict.fromkeys(
    "address username password db use_tls tls master_name sentinel_master_name sentinel_username sentinel_password "
    "sentinel_addresses cluster_addresses dial_timeout read_timeout write_timeout pool_size max_redirects".split()
)
LOGGING: Keys = dict.fromkeys(
    "json level sample item_sample_seconds item_sample_initial item_sample_interval component_levels".split()
)

LIVEKIT: Keys = {
    **dict.fromkeys(
        "port bind_addresses prometheus_port debug_handler audio video turn ingress sip webhook node_selector key_file "
        "keys region signal_relay psrpc log_level limit agents development metric trace node_stats "
        "enable_data_tracks enable_participant_data_blob api".split()
    ),
    "redis": REDIS,
    "prometheus": dict.fromkeys("port username password".split()),
    "logging": {**LOGGING, "pion_level": None},
    "rtc": dict.fromkeys(
        "udp_port tcp_port port_range_start port_range_end node_ip stun_servers use_external_ip external_ip_only "
        "advertise_internal_ip skip_external_ip_validation use_ice_lite interfaces ips enable_loopback_candidate "
        "use_mdns batch_io turn_servers enable_warp strict_acks packet_buffer_size packet_buffer_size_video "
        "packet_buffer_size_audio pli_throttle congestion_control allow_tcp_fallback tcp_fallback_rtt_threshold "
        "allow_udp_unstable_fallback reconnect_on_publication_error reconnect_on_subscription_error "
        "reconnect_on_data_channel_error data_channel_max_buffered_amount datachannel_slow_threshold "
        "datachannel_lossy_target_latency datachannel_data_track_target_latency forward_stats "
        "enable_rtp_stream_restart_detection".split()
    ),
    "room": dict.fromkeys(
        "auto_create enabled_codecs max_participants empty_timeout departure_timeout enable_remote_unmute "
        "playout_delay sync_streams create_room_timeout create_room_attempts enable_full_room_in_webhooks "
        "update_batch_target_size "
        "max_metadata_size max_room_name_length max_participant_identity_length room_configurations".split()
    ),
}

SIP: Keys = {
    **dict.fromkeys(
        "api_key api_secret ws_url health_port prometheus_port pprof_port sip_port sip_port_listen sip_hostname "
        "outbound_route_headers sip_ringing_interval tcp tls rtp_port cluster_id max_cpu_utilization max_active_calls "
        "sip_trunk_ids use_external_ip local_net nat_1_to_1_ip listen_ip udp_max_payload media_use_external_ip "
        "media_nat_1_to_1_ip media_timeout media_timeout_initial symmetric_rtp rtp_draining_idle_timeout "
        "rtp_draining_duration ignore_local_addr_in_sdp codecs hide_inbound_port disable_rejected_invite_cache "
        "add_record_route audio_dtmf enable_jitter_buffer enable_jitter_buffer_prob jaeger_url experimental".split()
    ),
    "redis": REDIS,
    "logging": LOGGING,
}


def unknown_keys(document: Any, known: Keys, path: str = "") -> list[str]:
    """Return the dotted names in a document that the structs don't have: the programs would ignore or refuse them."""
    wrong = []
    for key, value in (document or {}).items():
        if key not in known:
            wrong.append(f"{path}{key}")
        elif isinstance(known[key], dict) and isinstance(value, dict):
            wrong += unknown_keys(value, known[key], f"{path}{key}.")
    return wrong
