{{- /* What every container may do: nothing but run. */ -}}
{{- define "callcenter.container" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{- /* What every pod has. `root` is the chart's context, `user` the number it runs as. */ -}}
{{- define "callcenter.pod" -}}
automountServiceAccountToken: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{ toJson . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  runAsUser: {{ .user }}
  runAsGroup: {{ .user }}
  fsGroup: {{ .user }}
  seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "callcenter.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "callcenter.livekit-url" -}}
{{- if .Values.media.here -}}
ws://livekit.{{ .Values.media.namespace }}:7880
{{- else -}}
{{ .Values.hosts.livekit }}
{{- end }}
{{- end }}

{{- /* The storage's keys: what the worker needs to put things away is what it takes to erase them. */ -}}
{{- define "callcenter.storage-env" -}}
- {name: CALLCENTER_STORAGE__ACCESS_KEY, valueFrom: {secretKeyRef: {name: {{ .Values.secrets.storage }}, key: ACCESS_KEY, optional: true}}}
- {name: CALLCENTER_STORAGE__SECRET_KEY, valueFrom: {secretKeyRef: {name: {{ .Values.secrets.storage }}, key: SECRET_KEY, optional: true}}}
{{- end }}

{{- define "callcenter.journal-volume" -}}
{{- if .Values.journal.claim -}}
{name: journal, persistentVolumeClaim: {claimName: callcenter-journal}}
{{- else -}}
{name: journal, emptyDir: {}}
{{- end }}
{{- end }}

{{- /* The init container that puts the password of Redis into a media server's file. `root`, `file`, `folder`. */ -}}
{{- define "callcenter.redis-password" -}}
- name: config
  image: {{ .root.Values.images.redis }}
  command: [sh, -c, 'umask 077 && sed "s|[$]{REDIS_PASSWORD}|$REDIS_PASSWORD|" /template/{{ .file }} > {{ .folder }}/{{ .file }}']
  env: [{name: REDIS_PASSWORD, valueFrom: {secretKeyRef: {name: {{ .root.Values.secrets.redis }}, key: REDIS_PASSWORD}}}]
  resources: {requests: {cpu: 10m, memory: 16Mi}, limits: {memory: 32Mi}}
  {{- include "callcenter.container" .root | nindent 2 }}
  volumeMounts: [{name: template, mountPath: /template, readOnly: true}, {name: config, mountPath: {{ .folder }}}]
{{- end }}

{{- /* Volumes of a media server. `root`, `file`. */ -}}
{{- define "callcenter.media-volumes" -}}
- {name: template, configMap: {name: livekit-config, items: [{key: {{ .file }}, path: {{ .file }}}]}}
- {name: config, emptyDir: {medium: Memory}}
- {name: redis-ca, secret: {secretName: {{ .root.Values.secrets.redis }}, items: [{key: ca.crt, path: ca.crt}]}}
- {name: tmp, emptyDir: {}}
{{- end }}

{{- /* The pod of a verb that reaches all that calls leave behind. `root`, `name`, `args`, `env`. */ -}}
{{- define "callcenter.calls-pod" -}}
metadata: {labels: {app.kubernetes.io/name: callcenter-{{ .name }}}}
spec:
  restartPolicy: OnFailure
  # The worker's account: where the storage knows pods by it, it may delete objects, too.
  serviceAccountName: callcenter-worker
  {{- include "callcenter.pod" (dict "root" .root "user" 10001) | nindent 2 }}
  containers:
    - name: {{ .name }}
      image: {{ include "callcenter.image" .root }}
      args: {{ toJson .args }}
      envFrom: [{configMapRef: {name: callcenter-settings}}]
      env:
        {{- with .env }}{{ toYaml . | nindent 8 }}{{ end }}
        - {name: DATABASE_URL, valueFrom: {secretKeyRef: {name: {{ .root.Values.secrets.database }}, key: DIRECT_DATABASE_URL}}}
        {{- include "callcenter.storage-env" .root | nindent 8 }}
      resources: {requests: {cpu: 100m, memory: 256Mi}, limits: {memory: 1Gi}}
      {{- include "callcenter.container" .root | nindent 6 }}
      volumeMounts:
        - {name: data, mountPath: /data}
        - {name: journal, mountPath: /data/journal}
        - {name: tmp, mountPath: /tmp}
  volumes:
    - {{ include "callcenter.journal-volume" .root }}
    - {name: data, emptyDir: {}}
    - {name: tmp, emptyDir: {}}
{{- end }}

{{- /* CIDRs as a policy's peers. */ -}}
{{- define "callcenter.blocks" -}}
[{{ range $index, $cidr := . }}{{ if $index }}, {{ end }}{ipBlock: {cidr: {{ $cidr | quote }}}}{{ end }}]
{{- end }}
