"""French answers to a yes-or-no question. Without accents, as plain words are."""

from __future__ import annotations

from callcenter.spoken.act.consent_words import ConsentWords, any_of

_GO = r"(?:allez y|vas y|faites(?: le)?|d'accord allez y|faites donc|oui)"

WORDS = ConsentWords(
    agreeing=any_of(
        rf"(?:non )+(?:c'est|ca me|ca) (?:bon|bien|parfait|va|convient) {_GO}",
        r"(?:non )+(?:allez y|vas y|faites le)",
        r"(?:il n'y a |y a |)(?:pas de|aucun|sans|pas de) (?:probleme|souci|soucis|inconvenient|objection)s?",
        r"aucune objection|sans (?:aucun )?(?:doute|faute)|aucun doute",
        r"(?:oui |et )?pourquoi pas",
        r"(?:ca |cela )?(?:ne )?me (?:derange|gene) pas",
        r"(?:je ne|je|j') ?(?:vois pas|vois) pourquoi pas|je n'ai (?:rien contre|pas d'objection)|je ne dis pas non|"
        r"je dis pas non|je n'y vois pas d'inconvenient|je n'y vois aucun inconvenient",
        r"si (?:ca ne vous derange pas|ca vous derange pas|vous (?:le )?(?:voulez|pouvez) bien|possible|c'est possible)",
        r"s'il (?:vous|te) plait",
    ),
    refusing=any_of(
        r"(?<! ou )non|nan|jamais|negatif|pas du tout|surtout pas|certainement pas|absolument pas|bien sur que non|"
        r"pas question|hors de question|pas (?:maintenant|aujourd'hui|d'accord|interesse|interessee|ca|la peine|"
        r"vraiment|besoin|comme ca|encore moins|bon|bien|cette fois)|merci non|je (?:ne )?crois pas|je (?:ne )?pense pas",
        r"(?:je |j')(?:ne |n')?(?:veux|voudrais|souhaite|accepte|aime|suis d'accord|ai besoin)(?: plus)? pas|j'en veux pas|"
        r"ne (?:le |la |les )?(?:faites|fais|annulez|prenez|touchez|envoyez|reservez|changez)(?: rien| pas)|faites pas|"
        r"(?:je )?(?:prefere|prefererais) (?:pas|que non|ne pas)|(?:je )?ne prefere pas|plutot pas|j'aime(?:rais)? mieux pas",
        r"laissez tomber|laisse tomber|laissez(?! moi)|oubliez|oublie|arretez|stop|j'ai change d'avis|je refuse|faux|"
        r"incorrect|c'est faux|je garde|gardez|plus tard|une autre fois|un autre jour",
    ),
    yes_after=any_of("oui", "ouais", "si si"),
    holding=any_of(
        r"attendez|attends|un (?:instant|moment|petit moment|petit instant)|une (?:seconde|minute|petite seconde|petite minute)|"
        r"deux (?:secondes|minutes)|patientez|ne quittez pas|quittez pas|laissez moi|laisse moi|je (?:dois|vais) "
        r"(?:reflechir|verifier|voir|regarder|demander)|je reflechis|faut que je (?:reflechisse|verifie|regarde|voie)|"
        r"pas encore|pas si vite|minute"
    ),
    doubting=any_of(
        r"(?:sais|suis|comprends|compris|entends|entendu|souviens|rappelle|vois) pas(?: (?:sur|sure|certain|certaine))?|"
        r"aucune idee|pas (?:sur|sure|certain|certaine|compris|entendu)"
    ),
    negating=any_of(r"non|pas|ni|jamais|rien|personne|aucun|aucune|sans|plus|ne|n'[a-z]+"),
    asking=any_of(
        r"combien|quand|comment|pourquoi|ou|qui|quel|quelle|quels|quelles|quoi|est ce|qu'est ce|c'est quoi|"
        r"puis je|je peux|il y a|y a t il|faut il|ca coute|c'est gratuit"
    ),
    yes=any_of(
        r"oui oui|oui|ouais|ouai|ouep|si si|bien sur(?: que oui)?|bien entendu|evidemment|absolument|tout a fait|"
        r"exactement|exact|effectivement|certainement|volontiers|avec plaisir|d'accord|dac|entendu|"
        r"je (?:suis d'accord|suis sur|suis sure|confirme|l'accepte|accepte|veux bien|le veux|suis certain|suis certaine)|"
        r"j'accepte|allez y|vas y|faites le|faites donc|c'est (?:ca|exact|correct|parfait|d'accord|juste|bon pour moi)|"
        r"ca (?:me va|me convient|marche|roule|me semble bien|sera parfait|serait parfait|serait bien)(?: (?:bien|tres bien|parfaitement))?|"
        r"ce (?:sera|serait) parfait|reservez|reservez le|confirme|affirmatif|va pour ca|bonne idee"
    ),
    weak_yes=any_of(
        r"ok|okay|bon|bien|tres bien|parfait|super|genial|ca va|c'est bon|c'est bien|impeccable|nickel|s'il vous plait|"
        r"s'il te plait|daccord|excellent|formidable"
    ),
    beside_weak=frozenset("euh heu ben bah ah oh merci beaucoup alors monsieur madame s'il vous te plait donc".split()),
    trailing=frozenset("et mais ou parce si avec la un une mon ma de que sauf donc".split()),
    naming=any_of(r"(?:à |sur |au )?(?:ce|même) numéro|(?:au |le )?numéro (?:d'où|dont) j'?appelle"),
    beside=frozenset(
        "euh heu ben bah ah oh merci beaucoup alors monsieur madame s'il vous te plait bien le la les l' un une mon ma "
        "ca cela ce c'est je j' de vous tres gentil aimable tout suite pour moi me il faut vraiment tu y".split()
    ),
    restating=frozenset(
        "annulez annuler annule reservez reserver envoyez envoyer payez payer changez changer ouvrez ouvrir rendez "
        "rendezvous visite technicien paiement remboursement message ticket reservation".split()
    ),
    ordering=frozenset(
        "annulez annuler annule reservez reserver envoyez envoyer payez payer changez changer ouvrez ouvrir".split()
    ),
    undoing=any_of(r"^(?:s'il vous plait )?(?:annulez|annule|annuler)(?: (?:ca|tout|le))?(?: s'il vous plait)?$"),
    joining=any_of(r"et (?:aussi|autre chose|en plus)|en plus"),
    elsewhere=any_of(r"^(?:combien (?:est ce que )?je (?:vous )?dois|(?:quel|quelle|combien|quand)(?: est| arrive)? (?:mon|ma|mes)|j'ai une autre question$)"),
    conditional=any_of(r"si|seulement|mais|sauf|avant|d'abord|a condition|plutot|le|la|ca|cela|chang\w+"),
    condition=any_of(r"seulement si|mais si|a condition que|a moins que|sauf si|tant que"),
    deeds=(frozenset({"annulez", "annuler"}), frozenset({"reservez", "reserver"}), frozenset({"changez", "changer", "deplacez"}), frozenset({"payez", "payer"})),
)  # fmt: skip
