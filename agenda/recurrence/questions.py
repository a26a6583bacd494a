"""What is asked when a sentence about dates is not clear: one short question in plain French."""

QUESTIONS = {
    "too_long": "Ce texte est trop long : gardez la phrase qui donne les dates.",
    "no_days": "Quels jours ? Par exemple : « tous les mardis » ou « le samedi 12 décembre ».",
    "hours": "De quelle heure à quelle heure ?",
    "end": "Jusqu’à quelle heure ?",
    "end_before": "La fin vient avant le début : quelles sont les heures ?",
    "which_hours": "Quelles heures pour quel jour ? Écrivez-les après chaque jour.",
    "once_or_every": "« {text} » : chaque semaine, ou une seule fois ? Écrivez « tous les … », ou la date.",
    "which_day": "« {text} » : à quelle date ?",
    "which_days": "Quel jour de la semaine ?",
    "each_month": "« {text} » : chaque mois, ou une seule fois ? Écrivez « de chaque mois », ou la date.",
    "start": "À partir de quelle date ?",
    "year": "« {text} » : de quelle année ?",
    "weekday": "« {text} » : le {date} est un {weekday}. Quelle est la bonne date ?",
    "no_such_date": "« {text} » : cette date n’existe pas. Laquelle est la bonne ?",
    "until_before": "La dernière date vient avant la première : lesquelles sont les bonnes ?",
    "until_month": "« {text} » : jusqu’à quel jour ?",
    "run": "« {text} » : tous les jours, dimanches compris ? Indiquez les jours de la semaine.",
    "two_rhythms": "Deux rythmes à la fois : lequel ? Faites sinon deux événements.",
    "two_bounds": "Plusieurs périodes à la fois : laquelle ?",
    "small_holidays": "« {text} » : lesquelles ? Noël, hiver, printemps, Toussaint ?",
    "holidays_how": "« {text} » : pendant les vacances, ou sauf les vacances ?",
    "public_how": "« {text} » : aussi ces jours-là, ou sauf ces jours-là ?",
    "no_sitting": "« {text} » : il n’y a pas de séance ce jour-là. Quelle date faut-il retirer ?",
    "number": "« {text} » : ce nombre ne correspond pas aux jours donnés. Lesquels sont les bons ?",
    "unknown_holidays": "« {text} » : les dates de ces vacances ne sont pas encore publiées. Lesquelles sont-ce ?",
    "nth_of_month": "« {text} » : à quelle date ?",
    "days_of_the_week": "« {text} » : du lundi au vendredi, ou le week-end aussi ?",
    "or": "Il y a un « ou » : laquelle des dates est la bonne ?",
    "pair": "« {text} » : de quelle heure à quelle heure ? Écrivez par exemple « de 9 h à 12 h ».",
    "whose": "« {text} » : pour quels jours ? Écrivez-le juste après les jours concernés, ou faites deux phrases.",
    "next": "« {text} » : à quelle date ?",
    "too_many": "Il y a trop d’horaires différents dans cette phrase : faites-en plusieurs événements.",
    "dates_but": "Vous donnez des dates précises, et d’autres à retirer : gardez seulement les dates qui ont lieu.",
    "half_day": "« {text} » : ces heures ne vont pas avec. Lesquelles sont les bonnes ?",
    "nothing": "Aucune date ne correspond : vérifiez les jours et la période.",
    "unclear": "Que veut dire « {text} » ? Écrivez-le autrement, ou choisissez les jours dans le calendrier.",
}


class Ask(ValueError):
    """The sentence needs an answer first; the message is the question, `code` one of `QUESTIONS`."""

    def __init__(self, code: str, text: str = "", **more: str) -> None:
        """Make the question of a code, about a piece of the sentence."""
        super().__init__(QUESTIONS[code].format(text=text, **more))
        self.code = code
