"""Notices, and what became of each on each channel."""

from piccolo.columns import JSON, BigInt, Boolean, Integer, Text, Varchar
from piccolo.table import Table


class Notice(Table, tablename="notice"):
    id = Varchar(40, primary_key=True)
    person = Varchar(64, index=True)
    at = BigInt()
    kind = Varchar(16)
    title = Text()
    body = Text()
    from_ = Text(default="")
    application = Varchar(64, null=True, default=None)
    booking = Varchar(64, null=True, default=None)
    stop = Varchar(80, null=True, default=None)  # of a bus
    alert = Boolean(default=False)  # a service alert of buses
    state = Varchar(16, null=True, default=None)
    until = BigInt(null=True, default=None)
    sms = Text(null=True, default=None)  # the words for a phone that push cannot reach
    read_at = BigInt(null=True, default=None)


class Delivery(Table, tablename="delivery"):
    """One line a notice, channel and target; its key is what keeps a channel from being used twice.

    States as GOV.UK Notify names them. push: `delivered` when the push service took it. live: `delivered` when the app
    says that it was read.
    """

    id = Text(primary_key=True)  # <notice>/<channel>/<target>
    notice = Varchar(40, index=True)
    channel = Varchar(8)  # push, sms, live
    target = Varchar(40, default="")  # the subscription that push went to
    state = Varchar(20)
    attempts = Integer(default=0)
    code = Varchar(60, default="")
    provider_id = Text(default="")
    created_at = BigInt()
    updated_at = BigInt()


class Follow(Table, tablename="follow"):
    """A person who wants to hear of a centre's hours. Which centres these are stands in the person's own row too,
    where every sync finds it without another query."""

    id = Varchar(60, primary_key=True)  # <person>/<centre>
    person = Varchar(36, index=True)
    centre = Varchar(12)
    topics = Integer()  # as topics.py counts them
    lang = Varchar(8, default="zh-CN")
    since = BigInt()
    seen_at = BigInt()


class HoursNews(Table, tablename="hours_news"):
    """What those who follow a centre are told of one day, once for all of them: what is planned, and what was told."""

    id = Varchar(24, primary_key=True)  # <centre>/<day>
    centre = Varchar(12, index=True)
    day = Varchar(10)
    planned = JSON(null=True, default=None)
    due_at = BigInt(default=0)
    told = JSON(null=True, default=None)
    told_at = BigInt(default=0)
    silent = Integer(default=0)  # 1: told too late for phones to ring
    revision = Integer(default=0)  # how often it was told
    notice = Varchar(40, default="", index=True)  # the one that stands in the inbox
    until = BigInt(default=0)
    topics = Integer(default=0)  # whom it concerns: also those who were told what no longer holds


class NewsRound(Table, tablename="news_round"):
    """One message to everybody who follows one of these centres, about one day."""

    id = BigInt(primary_key=True)
    day = Varchar(10, index=True)
    centres = JSON()  # centre → the revision that this round carries
    urgency = Varchar(8)
    made_at = BigInt()


class NewsPart(Table, tablename="news_part"):
    """Some of a round's readers, in the order of their ids. `after` moves on as they are told: a worker that dies
    leaves the rest to the next one."""

    id = Varchar(40, primary_key=True)  # <round>/<centre>/<number>
    round = BigInt(index=True)
    centre = Varchar(12)
    after = Varchar(36, default="")
    upto = Varchar(36)
    done = Integer(default=0)
    sent = Integer(default=0)
    gone = Integer(default=0)
    failed = Integer(default=0)
