"""The words in which callers tell a need, each with the code of the national service that answers it."""

from cms.territories.names import search_name

# Words as people say them, for each code of agenda.places.vocabulary.SERVICES. A star stands for any ending, plurals
# and accents are tolerated; several words are looked for side by side and win over one of them alone.
SPOKEN = {
    "demarches": (
        "impot* · declar* · demarche* · administrati* · papier* · caf · allocation* · apl · rsa · cpam · secu · "
        "securite sociale · ameli · assurance maladie · carte vitale · retraite* · carsat · msa · carte grise · "
        "immatriculation · ants · france titre* · passeport* · carte d identite · carte identite · cni · permis · "
        "permis de conduire · franceconnect · france connect · identite numerique · attestation* · "
        "cheque energie · mdph · apa · dossier* · formulaire* · prefecture · titre de sejour · nationalite · "
        "logement social · aide au logement · impot sur le revenu · taxe* · amende* · inscription scolaire · bourse*"
    ),
    "quotidien": (
        "apprendre · debut* · initiation · cours · formation* · prise en main · prendre en main · mail* · email* · "
        "e mail* · courriel* · messagerie · boite mail · internet · ordinateur · ordi · smartphone* · telephone* · "
        "portable* · tablette* · whatsapp · visio* · zoom · skype · clavier · souris · windows · android · iphone · "
        "logiciel* · appli · application* · word · excel · traitement de texte · tableur · numerique · informatique"
    ),
    "insertion": (
        "emploi* · travail · job · cv · lettre de motivation · france travail · pole emploi · chomage · "
        "recherche d emploi · chercher du travail · linkedin · interim · mission locale · alternance · stage"
    ),
    "securite": (
        "arnaque* · pirat* · hack* · virus · mot de passe · mots de passe · phishing · hameconnage · escroquerie* · "
        "spam* · fraude* · vole* · antivirus · securite · securiser · donnees personnelles · faux message* · "
        "sms bizarre*"
    ),
    "parentalite": (
        "enfant* · ados · adolescent* · parent* · ecran* · controle parental · ecole* · college · lycee · pronote · "
        "ent · harcelement* · cyberharcelement · reseaux sociaux enfant* · famille*"
    ),
    "loisirs": (
        "photo* · video* · musique · jeu · jeux · jeux video · imprimante 3d · fablab · creation* · generalogie · "
        "genealogie · retouche* · montage · facebook · instagram · youtube · dessin · robot*"
    ),
    "comprendre": (
        "comprendre · intelligence artificielle · ia · chatgpt · fake news · fausses nouvelles · algorithme* · "
        "reseaux sociaux · conference* · debat*"
    ),
    "acces": (
        "imprim* · impression* · photocop* · scan* · numeriser · wifi · wi fi · connexion* · poste informatique · "
        "acces internet · ordinateur en libre acces · libre acces · cybercafe · borne · ordinateur sur place"
    ),
    "materiel": (
        "acheter · achat · achete* · materiel · reconditionn* · occasion · pas cher · petit prix · prix solidaire · "
        "recycl* · ordinateur pas cher · ordinateur reconditionne* · emmaus · reparation* · reparer · panne* · "
        "ordinateur en panne · acheter un ordinateur · acheter ordinateur · don d ordinateur · equipement*"
    ),
}
LONGEST_PHRASE = 5


def _table() -> tuple[dict[tuple[str, ...], str], dict[str, str]]:
    exact: dict[tuple[str, ...], str] = {}
    stems: dict[str, str] = {}
    for code, spoken in SPOKEN.items():
        for phrase in spoken.split(" · "):
            words = [search_name(word) + ("*" if word.endswith("*") else "") for word in phrase.split()]
            if len(words) == 1 and words[0].endswith("*"):
                stems[words[0][:-1]] = code
            exact[tuple(_singular(word.rstrip("*")) for word in words)] = code
    return exact, stems


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


_EXACT, _STEMS = _table()


def needs_in(words: list[str]) -> list[tuple[int, int, str]]:
    """Return (first, after last, code) for each need told by words (as `search_name` writes them), left to right."""
    found = []
    at = 0
    while at < len(words):
        length, code = _phrase_at(words, at)
        if code:
            found.append((at, at + length, code))
        at += max(length, 1)
    return found


def _phrase_at(words: list[str], at: int) -> tuple[int, str]:
    """Return the length and the code of the longest phrase that begins here; (0, "") when none does."""
    for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
        key = tuple(_singular(word) for word in words[at : at + length])
        if code := _EXACT.get(key):
            return length, code
    stem = max((stem for stem in _STEMS if words[at].startswith(stem)), key=len, default="")
    return (1, _STEMS[stem]) if stem else (0, "")


def best_need(found: list[tuple[int, int, str]]) -> str:
    """Return the code to answer with: the longest phrase says most; of two as long, not the general one."""
    if not found:
        return ""
    return max(found, key=lambda item: (item[1] - item[0], item[2] != "quotidien"))[2]
