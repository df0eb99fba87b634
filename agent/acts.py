"""What is not a request about records: greetings, thanks, help, repeat, undo, small talk, a wish for a person."""

from __future__ import annotations

import re
from collections.abc import Mapping

GREETING = "Hello. How can I help?"
REPLIES: Mapping[str, str] = {
    "greet": GREETING,
    "thanks": "You're welcome. Anything else?",
    "goodbye": "Thanks for calling. Goodbye.",
    "smalltalk": "I'm good, thanks. What can I do for you?",
    "abuse": "I understand you're upset. I can help with jobs and customers, or put you through to a person.",
    "out_of_scope": "I can't help with that. I look after jobs, customers, schedules, messages and parts.",
    "wrong_number": "No problem, you've reached {company}. Goodbye.",
    "silence_check": "I'm here. Go ahead.",
    "pause": "Sure, take your time.",
    "resume": "Okay, I'm listening.",
    "language": "I'm sorry, I only speak English. I can let the office know to call you back.",
    "inject": "I can't do that, but I can help with jobs, customers and messages.",
    "unsure": "No rush. Tell me when you know.",
    "back": "Okay. Where were we?",
}
HELP: Mapping[str, str] = {
    "tech": "Try: what's my next job, I'm on my way, job 1042 is done, put two filters on it, text the customer "
    "I'm running late, or clock me in.",
    "customer": "You can book a visit, ask when we're coming, move or cancel a visit, or ask a question.",
    "caller": "You can book a visit, leave a message for the office, or ask a question.",
    "office": "Try: what's on the board today, book a job for Maria Garcia, give job 1051 to Luis, text a customer, "
    "or find somebody by name.",
}
LEADS = (
    "no|oh|ah|wait|sorry|please|actually|you know what|yeah|yes|sure|okay|ok|and|um|uh|great|perfect|awesome|cool|"
    "alright|nope|yep|yup"
)


def phrase(*ways: str) -> re.Pattern[str]:
    """Matches an utterance that is one of these phrases and nothing else but words of no weight around it."""
    return re.compile(rf"^(?:(?:{LEADS}) )*(?:{'|'.join(ways)})(?: (?:please|there|thanks))?\??$")


PLAIN = {
    "help": phrase(
        "help",
        "what can (?:i|you) (?:say|do|ask)",
        "what (?:all )?can you do.*",
        "how does this work",
        "what are my options",
    ),
    "repeat": phrase(
        "what did you say",
        "say (?:that|it) again",
        "repeat that",
        "come again",
        "pardon(?: me)?",
        "what was that",
        "one more time",
        "can you repeat that",
        "huh",
        "what",
    ),
    "undo": phrase(
        "undo(?: that| it| the last (?:one|thing))?",
        "take (?:that|it) back",
        "put (?:it|that) back(?: how it was)?",
        "reverse that",
        "(?:no )*don'?t send (?:that|it|the \\w+)(?: .{0,60})?",
        "(?:no )*(?:that was|that's|i meant) the wrong (?:one|guy|person|job|customer)(?: .{0,20})? undo(?: that| it)?",
        "unsend (?:that|it)",
        "(?:.{0,60} )?don'?t let (?:it|that|that one) go(?: out)?",
        "(?:no |oh |wait )*stop (?:that|it|that one)(?: (?:message|text|one))?",
    ),
    "cancel": phrase(
        "never ?mind(?: .{0,20})?",
        "forget (?:it|about it|that)(?: .{0,20})?",
        "scratch that",
        "nothing",
        "skip it",
        "drop it",
    ),
    "more": phrase(
        "more",
        "the rest",
        "next(?: ones?| few)?",
        "keep going",
        "go on",
        "continue",
        "what else",
        "read (?:me )?(?:the rest|more)",
        "tell me more",
        "the other ones?",
    ),
    "thanks": phrase("thanks?(?: you)?(?: so much| a lot)?(?: (?:bye|man|buddy))?", "appreciate it"),
    "goodbye": phrase(
        "bye(?: bye)?",
        "goodbye",
        "see (?:you|ya)",
        "that'?s (?:all|it|everything)(?: for now)?",
        "nothing else",
        "i'?m (?:all )?(?:set|good)",
    ),
    "greet": phrase("hi", "hello", "hey", "good (?:morning|afternoon|evening)", "howdy"),
    "silence_check": phrase("are you (?:still )?there", "you there", "can you hear me", "anybody there"),
    "human": re.compile(
        r"^(?:.{0,30}\b)?(?:talk|speak|put me through|transfer me|connect me)\b.{0,20}"
        r"\b(?:person|human|somebody|someone|agent|representative|manager|the office|owner|real)\b.{0,20}$"
    ),
}
SURE = 0.8


def act_of(said: str, ranked: tuple[tuple[str, float], ...]) -> str | None:
    """The act that an utterance performs where it is no request: by rule first, then by a sure model."""
    text = re.sub(r"[^\w\s']", " ", said.lower())
    text = re.sub(r"\s+", " ", text).strip()
    for act, pattern in PLAIN.items():
        if pattern.match(text):
            return act
    if ranked and ranked[0][1] >= SURE and (ranked[0][0] in REPLIES or ranked[0][0] in PLAIN):
        return ranked[0][0]
    return None


def help_for(role: str) -> str:
    """What somebody in this role can say."""
    return HELP.get(role, HELP["office"])
