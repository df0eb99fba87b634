"""Before any planner: danger, card numbers, answers to the open question, and what is no request at all."""

from __future__ import annotations

import re

from agent import knowledge
from agent.acts import REPLIES, act_of, help_for
from agent.answering import answered
from agent.aside import ASIDE
from agent.confirm import only_agrees
from agent.conversation import Conversation
from agent.filling import DICTATED
from agent.knowledge import outside
from agent.pending import Pending
from agent.person import asked_for
from agent.planner.kindred import REOPENED
from agent.planner.plan import Plan, Planned
from agent.planner.recogniser import Recognition
from agent.planner.slots import is_time
from agent.planner.visit_words import OFF
from agent.public_facts import public_fact
from agent.replies import next_few
from agent.safety import CARD_REPLY, REMOVED, advice, danger
from agent.speech import when
from agent.toolset import ANSWER
from agent.turn import Turn
from domain.roles import Role
from storage.users import User
from tools.operation import parameter_at

SOUNDS_IDLE = ("out_of_scope", "smalltalk")
NOT_OURS = "I can't help with that."
SURE_REQUEST = 0.85
LIKELY_REQUEST, FAIRLY_SURE = 0.5, 0.7
NAME_WORDS, FEW_WORDS = 5, 2
ASKS = re.compile(
    r"^(?:(?:hm+|um+|uh+|oh|okay|ok|wait|so|and|but|well|hang on|hold on|hold that thought|before (?:i|we|"
    r"you) [a-z ]{2,20}?) )*"
    r"(?:what|what's|who|who's|whose|when|when's|where|where's|how|how's|which|is|isn't|are|aren't|do|does|"
    r"did|didn't|has|have|was|were|"
    r"remind me|tell me|show me|read me|look up|pull up)\b"
)
# What ends in a command of its own is no text to be written down: "oh he's just called back, reopen it".
COMMANDED = re.compile(
    r"\b(?:reopen|close|cancel|delete|undo|scrap|void|send|resend|text|call|mark|move|assign|approve|reject|remove|"
    r"drop|forget|skip|leave) (?:it|that|this|them|him|her)(?: (?:again|please|now|one|back|off|instead))*$"
)
LIKELY_NO = 0.6
NOTHING_WAITS = "Okay. There is nothing waiting for a yes; what can I do?"
OF_A_QUESTION = ("unsure",)  # what makes sense in answer to a question alone
SURE_DANGER = 0.85
LIKELY = 0.15
BARE_YES = re.compile(
    r"(?:(?:oh|okay|ok|yes|yep|yeah|yup|sure|perfect|great|alright|fine|good|lovely|right|correct|wonderful|excellent|"
    r"(?:that|it)(?:'s| is)? (?:works|right|correct|fine|great|perfect|good)(?: for me)?|sounds good|thank you|thanks|"
    r"please|dear|young lady)[ ,]*)+"
)


def before_planning(conversation: Conversation, turn: Turn, recognition: Recognition) -> Plan | None:
    """What to do without a planner, if that is clear; None leaves the turn to the planner."""
    if kind := danger(turn.text):
        turn.urgency = "emergency"
        return Plan(note=advice(kind))
    answers = conversation.asking is not None and not knowledge.outside(conversation)
    if dict(recognition.acts).get("emergency", 0.0) >= SURE_DANGER and not answers:
        turn.urgency = "emergency"
        return Plan(note=advice("danger"))
    if REMOVED in turn.text:
        return Plan(note=CARD_REPLY)
    if plan := _answering(conversation, turn, recognition):
        return plan
    if fact := public_fact(conversation, turn.text):
        return Plan(note=fact)
    return _acting(conversation, turn, recognition)


def proof_needed(conversation: Conversation, turn: Turn, recognition: Recognition) -> str | None:
    """What to ask before going on, where a caller wants what only the person that their number points to may do."""
    identity = conversation.identity
    if identity is None or conversation.actor.role is not Role.CALLER or conversation.asking is not None:
        return None
    if danger(turn.text) or REMOVED in turn.text:
        return None
    by_key = {str(route): each for each in conversation.desk.operations.values() for route in each.routes}
    likely = [by_key[key] for key, share in recognition.operations if share >= LIKELY and key in by_key]
    if not likely or likely[0].name in conversation.operations:
        return None
    questions = (identity.needed_for(each.may, turn.text) for each in likely)
    return next((question for question in questions if question), None)


def _answering(conversation: Conversation, turn: Turn, recognition: Recognition) -> Plan | None:
    asked = conversation.asking
    if asked is None or ASIDE.match(turn.text):
        return None
    answer = answered(asked, turn.text)
    if answer.kind == "no" or (answer.kind == "yes" and (asked.played or asked.meant)):
        return Plan([Planned(ANSWER)])
    if answer.kind == "yes":
        return Plan(note=asked.question)
    if asked.kind == "confirmation" and dict(recognition.acts).get("deny", 0.0) >= LIKELY_NO:
        turn.refuses = True
        return Plan([Planned(ANSWER)])
    if answer.kind == "filled" and _tells_when(conversation, asked, turn):
        turn.text = f"{conversation.turns[-2].text} {turn.text}"
        return None
    act = act_of(turn.text, recognition.acts)
    if answer.kind == "filled" and not (
        asked.kind == "input" and (act or _asks_anew(conversation, asked, turn, recognition))
    ):
        return Plan([Planned(ANSWER)])
    if act == "cancel":
        conversation.drop_pending()
        return Plan(note="Okay, I've left it.")
    if act in ("unsure", "pause", "repeat", "help"):
        return Plan(note=asked.question if act == "repeat" else f"{REPLIES.get(act, '')} {asked.question}".strip())
    return None


def _asks_anew(conversation: Conversation, asked: Pending, turn: Turn, recognition: Recognition) -> bool:
    """Whether the words are a request of their own rather than the missing word; a bare name never is.

    Which record, or when, is said in a few words; what to write down or send may sound like anything.
    """
    operation = conversation.desk.operations[asked.operation]
    parameter = parameter_at(operation, asked.wants) if asked.wants else None
    if parameter is not None and is_time(parameter) and outside(conversation) and _says_when(conversation, turn.text):
        return False
    request, surest = dict(recognition.acts).get("request", 0.0), _surest(recognition)
    short = len(turn.text.split()) <= NAME_WORDS
    if len(turn.text.split()) <= FEW_WORDS:
        return False
    if asked.wants in DICTATED:
        return COMMANDED.search(turn.text.lower()) is not None or min(request, surest) >= SURE_REQUEST
    if _the_same(conversation, asked.operation, turn, recognition):
        return False
    if parameter is not None and parameter.record is not None:
        return not short and (ASKS.search(turn.text.lower()) is not None or min(request, surest) >= LIKELY_REQUEST)
    if ASKS.search(turn.text.lower()) and not short:
        return request >= LIKELY_REQUEST
    return min(request, surest) >= FAIRLY_SURE


def _the_same(conversation: Conversation, name: str, turn: Turn, recognition: Recognition) -> bool:
    """Whether the words sound like the very deed that is asked about: they tell more of it, and are no new one."""
    heard = recognition.among({str(route) for each in conversation.operations.values() for route in each.routes})
    likeliest = heard.operations[0][0] if heard.operations else ""
    operation = conversation.desk.operations[name]
    own = {str(route) for route in operation.routes}
    return operation.effect != "read" and likeliest in own and not ASKS.search(turn.text.lower())


def _says_when(conversation: Conversation, said: str) -> bool:
    """Whether a time is named, and no visit called off: what somebody answers who was asked when it would suit them."""
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    return bool(when.find(said, now)) and OFF.search(said.lower()) is None and ASKS.search(said.lower()) is None


def _tells_when(conversation: Conversation, asked: Pending, turn: Turn) -> bool:
    """Whether somebody is asked for who says when instead: what they want was taken for something else, "
    "so read anew."""
    parameter = parameter_at(conversation.desk.operations[asked.operation], asked.wants) if asked.wants else None
    if asked.kind != "input" or parameter is None or parameter.record is not User or len(conversation.turns) < 2:
        return False
    now = conversation.desk.clock().astimezone(conversation.company.timezone)
    return when.understand(turn.text, now) is not None and len(turn.text.split()) <= NAME_WORDS


def _surest(recognition: Recognition) -> float:
    return recognition.operations[0][1] if recognition.operations else 0.0


def _agrees_to_nothing(conversation: Conversation, turn: Turn) -> bool:
    """Whether it is a bare yes where nothing is asked: "yep that works" after a visit was booked."""
    return conversation.asking is None and BARE_YES.fullmatch(turn.text.lower().strip(" .!")) is not None


def _acting(conversation: Conversation, turn: Turn, recognition: Recognition) -> Plan | None:
    act = act_of(turn.text, recognition.acts)
    if conversation.asking is None and not outside(conversation) and only_agrees(turn.text):
        return Plan(note=NOTHING_WAITS)
    if act in OF_A_QUESTION and conversation.asking is None:
        return None
    if act is None and _agrees_to_nothing(conversation, turn):
        return Plan(note="Okay. Anything else?")
    if act is None or (act in SOUNDS_IDLE and knowledge.outside(conversation) and knowledge.about_us(turn.text)):
        return None
    if act == "undo" and REOPENED.search(turn.text.lower()):
        return None
    if act == "undo":
        return Plan([Planned("undo", {})]) if "undo" in conversation.operations else None
    if act == "cancel":
        conversation.drop_pending()
        return Plan(note="Okay.")
    if act == "repeat":
        return Plan(note=conversation.last_said or "I haven't said anything yet.")
    if act == "help":
        return Plan(note=help_for(conversation.actor.role.value))
    if act == "more":
        now = conversation.desk.clock().astimezone(conversation.company.timezone)
        return Plan(note=next_few(conversation, now))
    if act == "out_of_scope" and knowledge.outside(conversation):
        return Plan(note=f"{NOT_OURS} {help_for(conversation.actor.role.value)}")
    if act == "human":
        return Plan(note=asked_for(conversation, turn))
    reply = REPLIES.get(act)
    return Plan(note=reply.format(company=conversation.company.name)) if reply else None
