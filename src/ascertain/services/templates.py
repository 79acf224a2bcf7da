"""Ready made designs: a schema, a guideline, and what sort of items they are for."""

from typing import Any, Final

from ascertain.core.errors import NotFound
from ascertain.wire.base import Listing
from ascertain.wire.schema import Template


def _choice(name: str, title: str, *classes: tuple[str, str], **more: Any) -> dict[str, Any]:
    listed = [
        {"id": class_id, "name": text, "hotkey": str(n)}
        for n, (class_id, text) in enumerate(classes, 1)
    ]
    return {"name": name, "kind": "choice", "title": title, "classes": listed, **more}


TEMPLATES: Final[tuple[Template, ...]] = (
    Template(
        name="image-classification",
        title="Classify images",
        description="One class for each image, a key for each class.",
        item_type="image",
        fields=[
            _choice(
                "class",
                "What does the image show?",
                ("yes", "Yes"),
                ("no", "No"),
                ("unclear", "Unclear"),
            )
        ],
        guideline=(
            "# What to look for\n\nSay in one sentence what makes an image “yes”.\n\n"
            "## Yes\n\nDescribe a typical example, and one that is easily missed.\n\n"
            "## No\n\nDescribe what looks like “yes” and is not.\n\n"
            "## Unclear\n\nFor images that show too little to decide. If an image is damaged or "
            "does not belong here, use “bad data”.\n"
        ),
    ),
    Template(
        name="text-classification",
        title="Classify texts",
        description="One topic for each text, and a second question only where it applies.",
        item_type="text",
        fields=[
            _choice(
                "topic",
                "What is the text about?",
                ("billing", "Billing"),
                ("technical", "Technical problem"),
                ("account", "Account"),
                ("other", "Something else"),
            ),
            {
                "name": "note",
                "kind": "text",
                "title": "What is it about, in a few words?",
                "required": False,
                "max_length": 200,
                "shown_when": {"topic": ["other"]},
            },
        ],
        guideline=(
            "# Topics\n\nChoose the topic that the writer wants something done about, not every "
            "topic that is mentioned.\n\n"
            "- **Billing**: invoices, prices, refunds.\n"
            "- **Technical problem**: something does not work as it should.\n"
            "- **Account**: sign-in, profile, closing the account.\n"
            "- **Something else**: say in a few words what.\n"
        ),
    ),
    Template(
        name="rating",
        title="Rate and comment",
        description="A mark from 1 to 5, and a reason where the mark is low.",
        item_type="text",
        fields=[
            _choice(
                "rating",
                "How good is it?",
                ("1", "Very bad"),
                ("2", "Bad"),
                ("3", "Fair"),
                ("4", "Good"),
                ("5", "Very good"),
                ordered=True,
            ),
            {
                "name": "reason",
                "kind": "text",
                "title": "What is wrong with it?",
                "multiline": True,
                "max_length": 2000,
                "shown_when": {"rating": ["1", "2"]},
            },
        ],
        guideline=(
            "# Marks\n\nJudge what is there, not what could have been there.\n\n"
            "- **5**: nothing to improve.\n- **4**: small faults.\n- **3**: useful, with faults.\n"
            "- **2**: hardly useful.\n- **1**: wrong or harmful.\n\n"
            "For 1 and 2 say in a sentence what is wrong.\n"
        ),
    ),
    Template(
        name="record-check",
        title="Check records",
        description="Is a record right? Which part is wrong, and what should stand there?",
        item_type="record",
        fields=[
            _choice(
                "verdict",
                "Is the record right?",
                ("right", "Right"),
                ("wrong", "Something is wrong"),
                ("outdated", "Outdated"),
            ),
            {
                "name": "correction",
                "kind": "text",
                "title": "Which value is wrong, and what should stand there?",
                "max_length": 500,
                "shown_when": {"verdict": ["wrong", "outdated"]},
            },
        ],
        guideline=(
            "# Checking a record\n\nCompare every value with what you know to be true.\n\n"
            "- **Right**: every value is right.\n- **Something is wrong**: at least one value was "
            "never right.\n- **Outdated**: it was right once.\n\nIf you cannot find out, choose "
            "“cannot tell”.\n"
        ),
    ),
)


def list_templates() -> Listing[Template]:
    """All templates."""
    return Listing(data=list(TEMPLATES))


def find(name: str) -> Template:
    """The template of that name.

    Raises:
        NotFound: `template.not-found`, naming those that there are.
    """
    for template in TEMPLATES:
        if template.name == name:
            return template
    known = ", ".join(template.name for template in TEMPLATES)
    raise NotFound("template.not-found", f"There is no template “{name}”. There are: {known}.")
