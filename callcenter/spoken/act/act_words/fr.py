"""French dialog acts. Without accents, as plain words are."""

from __future__ import annotations

import re

from callcenter.domain.dialog_act import Act
from callcenter.spoken.act.act_words import ActWords, act

WORDS = ActWords(
    acts={
        Act.NO_RECORDING: act(
            r"(?:ne|n'|pas|sans|arretez (?:de |d'|l')|arreter (?:de |d'|l')|je ne veux pas (?:etre |que vous )?|pas d'|coupez l'|effacez l'|refuse (?:d'etre |l'))"
            r" ?(?:m'|l'|soyez |)?enregistre(?:r|z|e|ment)?(?: (?:pas|moi|cet appel|l'appel|la conversation))*|(?:arretez|coupez|effacez) l'enregistrement",
            room=10,
        ),
        Act.PERSON: act(
            r"(?:parler|passez moi|passer|mettez moi en (?:relation|contact)|je veux|je voudrais|donnez moi|joindre)(?: (?:a|avec))? (?:parler (?:a|avec) )?(?:une? |"
            r"un |quelqu'|le |la |votre )?(?:une? )?(?:vraie )?(?:personne|humain|etre humain|operateur|operatrice|conseiller|conseillere|agent|responsable|"
            r"superviseur|un)(?: (?:reelle|humaine|en chair et en os|s'il vous plait))*|vraie personne|service client|^(?:une? )?(?:personne|operateur|"
            r"conseiller|humain)(?: s'il vous plait)?$|pas (?:parler )?(?:a |avec )?(?:un |une )?(?:robot|machine)",
            room=10,
        ),
        Act.WRONG_NUMBER: act(r"(?:faux|mauvais) numero|trompe de numero|me suis trompee?(?: de numero)?|compose le mauvais", room=8),
        Act.OTHER_LANGUAGE: act(
            r"(?:parlez vous|vous parlez|parler|en) (?:anglais|espagnol|allemand|italien|portugais|arabe|chinois|russe)|anglais s'il vous plait|speak "
            r"english|in english|english please",
            room=6,
        ),
        Act.ABUSE: act(
            r"(?:connard|connasse|conne?|salaud|salope|enfoire|encule|abruti|imbecile|idiot|cretin|va te faire|allez vous faire|ta gueule|ferme la|"
            r"espece de|putain de (?:machine|robot)|je vais te tuer)",
            room=20,
        ),
        Act.OBJECTION: act(
            r"ce n'est pas (?:ce que (?:j'ai|je)|juste|vrai|acceptable|normal)|c'est pas (?:ce que|juste|vrai|normal)|je n'ai (?:pas|jamais) (?:demande|dit|"
            r"accepte)|c'est (?:ridicule|inadmissible|inacceptable|du vol|une honte|une blague|une arnaque|incroyable|scandaleux)|vous n'ecoutez pas|vous ne "
            r"(?:m'ecoutez|comprenez) (?:pas|rien)|je (?:vous )?l'ai deja dit|j'en ai (?:marre|assez|ras le bol)|je suis (?:furieux|furieuse|en colere|"
            r"mecontente?)|porter plainte|faire une reclamation|me plaindre",
            room=15,
        ),
        Act.HOLD_ON: act(
            r"(?:attendez|attends|patientez|ne quittez pas|(?:un|une|juste un|juste une|deux) (?:instant|moment|seconde|minute|secondes|minutes)|laissez moi "
            r"(?:voir|regarder|chercher)|je (?:cherche|regarde|vais (?:voir|chercher)))(?: s'il vous plait)?.{0,30}$",
            room=5,
        ),
        Act.GOODBYE: act(
            r"au revoir|a bientot|a plus tard|salut|c'est tout(?: merci)?$|rien d'autre(?: merci)?$|ce sera tout|bonne (?:journee|soiree|nuit)|adieu|je dois "
            r"(?:y aller|raccrocher)|non merci c'est (?:bon|tout)",
            room=5,
        ),
        Act.CANCEL: act(r"^(?:non )*(?:laissez tomber|laisse tomber|oubliez(?: ca)?|oublie|tant pis|peu importe|annulez)(?: merci)?$", room=2),
        Act.REPEAT: act(
            r"(?:repetez|vous pouvez repeter|pouvez vous repeter|encore une fois|comment|pardon|vous (?:avez|disiez) (?:dit )?quoi|qu'avez vous dit|je n'ai pas "
            r"(?:entendu|compris ce que vous)|j'ai pas entendu|redites|redire)(?: (?:s'il vous plait|ca|cela|le numero))*",
            room=4,
        ),
        Act.SLOWER: act(r"(?:plus|moins) (?:lentement|vite|doucement)|trop vite|doucement", room=6),
        Act.EXPLAIN: act(
            r"(?:je (?:ne )?(?:comprends|saisis) (?:pas|rien)|ca veut dire quoi|qu'est ce que (?:ca|cela) veut dire|que voulez vous dire|expliquez(?: moi)?|"
            r"c'est quoi)(?: (?:la question|ca|un numero de compte))*",
            room=4,
        ),
        Act.MACHINE: act(r"(?:etes vous|vous etes|est ce que je parle a|c'est|je parle a) (?:un |une )?(?:robot|machine|vraie personne|humain|ordinateur|enregistrement)", room=5),
        Act.ABILITIES: act(r"(?:que|qu'est ce que) (?:pouvez vous|vous pouvez) (?:faire|proposer)|comment pouvez vous m'aider", room=4),
        Act.HEARD: act(r"(?:vous m'entendez|m'entendez vous|il y a quelqu'un|vous etes (?:toujours )?la|^(?:allo ?)+$)", room=3),
        Act.UNKNOWN: act(
            r"(?:je (?:ne )?(?:sais|l'ai|me (?:rappelle|souviens)|trouve) (?:pas|plus)|je n'ai pas|aucune idee|j'ai oublie|je l'ai perdue?|ou est ce que je (?:le )?trouve)"
            r"(?: (?:ca|le numero|ici|sous la main|la facture|plus))*$",
            room=6,
        ),
        Act.THANKS: act(r"^(?:oui |non |d'accord |bien |parfait )*(?:merci(?: (?:beaucoup|bien|a vous|pour .*))?|je vous remercie)$", room=2),
        Act.GREETING: act(r"^(?:(?:bonjour|bonsoir|salut|allo|madame|monsieur) ?)+$", room=1),
        Act.BACK_CHANNEL: act(r"^(?:(?:mm+|hum|ah|oh|d'accord|oui|ok|okay|je vois|je comprends|bien|tres bien|entendu|ah bon|bon) ?){1,3}$", room=0),
        Act.ABOUT_THAT: act(
            r"^(?:et |mais |ah )*(?:pourquoi(?: (?:ca|donc|pas))?|c'est quand|quand(?: (?:ca|exactement))?|c'est combien|combien(?: (?:ca|de temps))?|a quelle heure|quel jour)$",
            room=0,
        ),
    },
    another=re.compile(r"\b(?:(?:une autre|encore une|autre) (?:chose|question)|j'ai (?:aussi|encore)|je voudrais aussi|aussi|et (?:combien|quand|est ce)|mais)\b"),
    fillers=re.compile(r"\b(?:euh+|ben|bah|alors|donc|bon|ah|oh|bonjour|s'il vous plait|madame|monsieur|voila|ecoutez|enfin)\b"),
    lead=re.compile(
        r"^(?:(?:non|oui|d'accord|bien|merci|non merci|merci beaucoup|parfait|bon|ben|euh+|ah|et|mais|alors|bonjour|attendez|encore une chose|autre chose)\s+)+"
    ),
    joint=re.compile(r"(?:[,.;]\s*|\s)(?:et (?:aussi|puis|ensuite|autre chose)|en plus|aussi)\s+"),
)  # fmt: skip
