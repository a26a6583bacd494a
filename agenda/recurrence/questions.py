"""What is asked when a sentence about dates is not clear: a question in plain French, and what to write instead."""

# {text}: the words of the sentence that it is about.
QUESTIONS = {
    "too_long": "Ce texte est trop long : gardez la phrase qui donne les dates.",
    "no_days": "Quels jours ? Écrivez par exemple « tous les mardis » ou « le samedi 12 décembre ».",
    "which_days": "Quel jour de la semaine ? Écrivez par exemple « le mardi » ou « le premier mardi du mois ».",
    "hours": "« {text} » : de quelle heure à quelle heure ? Écrivez par exemple « de 14 h à 16 h ».",
    "end": "« {text} » : jusqu’à quelle heure ? Écrivez par exemple « de 14 h à 16 h ».",
    "end_before": "La fin vient avant le début : quelles sont les heures ? Écrivez par exemple « de 14 h à 16 h ».",
    "pair": "« {text} » : de quelle heure à quelle heure ? Écrivez par exemple « de 9 h à 12 h ».",
    "which_hours": "« {text} » : quelles heures pour quel jour ? Écrivez chaque jour, puis ses heures.",
    "starts": "« {text} » : une autre séance, ou une autre heure de la même ? Gardez seulement l’heure des séances.",
    "half_day": "« {text} » : ces heures ne vont pas avec le reste. Lesquelles sont les bonnes ?",
    "once_or_every": "« {text} » : chaque semaine, ou une seule fois ? Écrivez « tous les … », ou la date.",
    "which_day": "« {text} » : à quelle date ? Écrivez le jour et le mois.",
    "next": "« {text} » : à quelle date ? Écrivez le jour et le mois.",
    "once": "« {text} » : à quelle date ? Écrivez le jour et le mois.",
    "season": "« {text} » : de quelle date à quelle date ? Écrivez par exemple « du 1er juillet au 31 août ».",
    "school_year": "« {text} » : de quelle date à quelle date ? Écrivez par exemple « du 8 septembre au 30 juin ».",
    "each_month": "« {text} » : chaque mois, ou une seule fois ? Écrivez « de chaque mois », ou la date.",
    "nth_of_month": "« {text} » : à quelle date ? Écrivez le jour et le mois.",
    "every_half_day": "« {text} » : quels jours ? Écrivez par exemple « du lundi au vendredi de 9 h à 12 h ».",
    "deadline": "« {text} » : enlevez cette date, ce n’est pas une séance. Gardez les jours et les heures.",
    "beginning": "« {text} » : à partir de quelle date ? Écrivez par exemple « à partir du 8 septembre ».",
    "start": "À partir de quelle date ? Écrivez par exemple « à partir du 5 janvier ».",
    "year": "« {text} » : de quelle année ? Écrivez-la après le mois.",
    "weekday": "« {text} » : le {date} est un {weekday}. Quelle est la bonne date ?",
    "no_such_date": "« {text} » : cette date n’existe pas. Laquelle est la bonne ?",
    "until_before": "La dernière date vient avant la première : lesquelles sont les bonnes ?",
    "until_month": "« {text} » : jusqu’à quel jour ? Écrivez par exemple « jusqu’au 30 juin ».",
    "run": "« {text} » : tous les jours, dimanches compris ? Indiquez les jours de la semaine.",
    "two_rhythms": "« {text} » : cela ne va pas avec le reste de la phrase. Quels sont les bons jours ?",
    "two_bounds": "« {text} » : il y a plusieurs périodes pour les mêmes jours. Laquelle est la bonne ?",
    "whose": "« {text} » : pour quels jours ? Écrivez-le juste après ces jours, ou faites deux événements.",
    "too_many": "Il y a trop d’horaires différents dans cette phrase : faites-en plusieurs événements.",
    "small_holidays": "« {text} » : lesquelles ? Écrivez par exemple « pendant les vacances de Noël ».",
    "holidays_how": "« {text} » : pendant ces vacances, ou en dehors ? Écrivez « pendant » ou « sauf » devant.",
    "zone": "« {text} » : ici, les vacances sont celles de la zone {zone}. Écrivez les dates, ou enlevez la zone.",
    "except_what": "« {text} » : quels jours faut-il retirer ? Écrivez par exemple « sauf le 11 novembre ».",
    "closed_when": "« {text} » : de quelle date à quelle date ? Écrivez par exemple « sauf du 2 au 15 août ».",
    "public_how": (
        "« {text} » : aussi ces jours-là, ou sauf ces jours-là ? Écrivez « sauf » devant, ou donnez les dates."
    ),
    "no_sitting": "« {text} » : il n’y a pas de séance ce jour-là. Quelle date faut-il retirer ?",
    "dates_but": "Vous donnez des dates précises, et d’autres à retirer : gardez seulement les dates qui ont lieu.",
    "maintained": (
        "« {text} » : ce jour n’est pas dans la série. Écrivez-le avec ses heures, ou enlevez cette phrase."
    ),
    "whether": "« {text} » : la séance a-t-elle lieu ? Gardez ici les dates, et dites la condition dans le texte.",
    "number": "« {text} » : ce nombre ne correspond pas aux jours donnés. Lesquels sont les bons ?",
    "unknown_holidays": "« {text} » : les dates de ces vacances ne sont pas encore publiées. Écrivez leurs dates.",
    "dash": "« {text} » : le jour du milieu aussi ? Écrivez « du … au … », ou « … et … ».",
    "days_of_the_week": "« {text} » : du lundi au vendredi, ou le week-end aussi ? Indiquez les jours.",
    "or": "« {text} » : il y a un « ou ». Gardez seulement la bonne date.",
    "nothing": "Aucune date ne correspond : vérifiez les jours et la période.",
    "unclear": "Que veut dire « {text} » ? Écrivez-le autrement, ou choisissez les jours dans le calendrier.",
}


class Ask(ValueError):
    """The sentence needs an answer first; the message is the question, `code` one of `QUESTIONS`."""

    def __init__(self, code: str, text: str = "", **more: str) -> None:
        """Make the question of a code, about a piece of the sentence."""
        question = QUESTIONS[code].format(text=text.strip(" ,;.()"), **({"zone": "de l’installation"} | more))
        super().__init__(_capital(question.removeprefix("«  » : ").replace("«  »", "cela")))
        self.code = code


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
