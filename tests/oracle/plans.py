"""Random plans as Microsoft Project's XML: every kind of link, lag, lead, constraint, calendar, summary, progress.

The same seed makes the same plan. No loop is possible: a task waits only for tasks that stand before it in the outline,
and never for a summary it is under.
"""

import random
from datetime import datetime, timedelta
from xml.sax.saxutils import escape

START = datetime(2026, 3, 2, 8)

# Name, hours of each weekday from Sunday on, exceptions as (first day after the start, days, hours).
OFFICE = ["", *["08:00-12:00 13:00-17:00"] * 5, ""]
CALENDARS = [
    ("Standard", OFFICE, [(18, 1, ""), (33, 4, "")]),
    ("Long days", ["", *["07:00-12:00 13:00-18:00"] * 4, "", ""], [(11, 2, "")]),
    ("Half days", ["", *["08:00-12:00"] * 5, ""], []),
    ("Around the clock", ["00:00-00:00"] * 7, []),
    ("Nights", ["", "23:00-00:00", *["00:00-03:00 04:00-08:00 23:00-00:00"] * 4, "00:00-03:00 04:00-08:00"], []),
    ("Saturdays", ["", *["09:00-13:00 14:00-18:00"] * 5, "09:00-13:00"], [(5, 1, "10:00-14:00"), (26, 3, "")]),
]
FIRST_OF_PEOPLE = 20
LEAVES = [[(7, 3)], [(1, 1), (14, 5)], [], [(21, 10)], [(4, 1), (9, 1), (44, 12)]]

FF, FS, SF, SS = range(4)
ASAP, ALAP, MSO, MFO, SNET, SNLT, FNET, FNLT = range(8)


def plan(seed):
    """The text of a plan of 10 to 300 tasks. Every third is calm: nothing in it but links, lags, late and other
    constraints and summaries, so that what is as late as possible can be compared to the minute."""
    dice = random.Random(seed)
    size = dice.choice([10, 20, 40, 80, 150, 300])
    tasks = outline(dice, size)
    leaves = [task for task in tasks if not task["summary"]]
    calm, bold = seed % 3 == 0, dice.random() < 0.3
    for task in leaves:
        length(dice, task, calm)
        if not calm and dice.random() < 0.15:
            task["calendar"] = dice.randrange(1, len(CALENDARS) + 1)
        if dice.random() < (0.25 if bold else 0.1):
            limit(dice, task, [ALAP, ALAP, SNET] if calm else [MSO, MFO, SNET, SNLT, FNET, FNLT])
        if dice.random() < 0.1:
            task["deadline"] = day(dice, 60, 17)
    if bold and not calm:
        for task in tasks:
            if task["summary"] and dice.random() < 0.15:
                limit(dice, task, [SNET, FNLT, MSO, FNET])
    people(dice, leaves, calm)
    links(dice, tasks, calm)
    if not calm and dice.random() < 0.4:
        progress(dice, leaves)
    return xml(seed, tasks)


def outline(dice, size):
    """Tasks in their order, with a level each, at most four deep."""
    tasks, level = [], 1
    for number in range(1, size + 1):
        tasks.append({"uid": number, "level": level, "summary": False, "links": [], "work": []})
        roll = dice.random()
        if roll < 0.15 and level < 4 and number < size:
            tasks[-1]["summary"] = True
            level += 1
        elif roll < 0.3 and level > 1:
            level = dice.randrange(1, level)
    above = []
    for task in tasks:
        above = [it for it in above if it["level"] < task["level"]]
        task["above"] = [it["uid"] for it in above]
        if task["summary"]:
            above.append(task)
    return tasks


def length(dice, task, calm):
    roll = dice.random()
    if roll < 0.12:
        task.update(minutes=0, milestone=True)
    elif roll < 0.2 and not calm:
        task.update(minutes=dice.choice([600, 1440, 2880, 4000]), elapsed=True)
    elif roll < 0.4:
        task.update(minutes=dice.randrange(1, 3000))
    else:
        task.update(minutes=480 * dice.randrange(1, 11))


def day(dice, most, hour):
    at = START + timedelta(days=dice.randrange(0, most))
    while at.weekday() > 4 or off(at):
        at += timedelta(days=1)
    return at.replace(hour=hour)


def limit(dice, task, kinds):
    kind = dice.choice(kinds)
    task["constraint"] = kind
    if kind != ALAP:
        task["at"] = day(dice, 60, 17 if kind in (MFO, FNET, FNLT) else 8)


def people(dice, leaves, calm):
    for task in leaves:
        task["type"] = 1
        if calm or task.get("milestone") or task.get("elapsed") or dice.random() < 0.5:
            continue
        task["type"] = dice.choice([0, 1, 2])
        for person in dice.sample(range(len(LEAVES)), dice.choice([1, 1, 1, 2, 3])):
            units = dice.choice([100, 100, 100, 50, 200])
            task["work"].append((person, units, task["minutes"] * units // 100))
        if any(units == 50 and task["minutes"] % 2 for _, units, _ in task["work"]):
            task["minutes"] += 1
            task["work"] = [(who, units, task["minutes"] * units // 100) for who, units, _ in task["work"]]
        task["ignores"] = "calendar" in task and dice.random() < 0.3


def links(dice, tasks, calm):
    for at, task in enumerate(tasks[1:], 1):
        for other in {dice.randrange(max(0, at - 25), at) for _ in range(dice.choice([0, 1, 1, 2, 3]))}:
            before = tasks[other]
            if before["uid"] in task["above"]:
                continue
            if (before["summary"] or task["summary"]) and (calm or dice.random() < 0.6):
                continue
            kind = dice.choice([FS, FS, FS, FS, SS, FF] if calm else [FS, FS, FS, FS, SS, FF, SF])
            lag, unit = dice.choice([(0, 7), (0, 7), (0, 7), lag_of(dice)])
            if calm:
                # Elapsed lag to a finish ends the plan elsewhere for MPXJ, and what is late hangs on that.
                unit = 7 if unit == 19 or unit == 8 and kind == FF else unit
                lag = abs(lag)
            task["links"].append((before["uid"], kind, lag, unit))


def lag_of(dice):
    return dice.choice(
        [
            (4800 * dice.randrange(1, 6), 7),
            (-4800 * dice.randrange(1, 4), 7),
            (600 * dice.randrange(-10, 20), 5),
            (14400 * dice.randrange(1, 5), 8),
            (-14400, 8),
            (dice.choice([25, 50, 100, -25, -50]), 19),
        ]
    )


def progress(dice, leaves):
    """The first tasks are done or begun, on the days on which they might have been."""
    at = START
    for task in leaves[: dice.randrange(1, max(2, len(leaves) // 4))]:
        if task.get("elapsed") or "calendar" in task or task["work"] or task.get("constraint"):
            continue
        at += timedelta(days=dice.randrange(0, 2))
        while at.weekday() > 4 or off(at):
            at += timedelta(days=1)
        task["begun"] = at
        if task.get("milestone") or dice.random() < 0.7:
            task["percent"] = 100
            task["done"] = at if task.get("milestone") else later(at, task["minutes"])
        else:
            task["percent"] = dice.choice([25, 50, 75])


def off(at):
    days = (at.replace(hour=8) - START).days
    return any(first <= days < first + long for first, long, _ in CALENDARS[0][2])


def later(at, minutes):
    """So many minutes of office hours behind an instant at 08:00."""
    while minutes > 480:
        minutes -= 480
        at += timedelta(days=1)
        while at.weekday() > 4 or off(at):
            at += timedelta(days=1)
    return at + timedelta(minutes=minutes + (60 if minutes > 240 else 0))


def span(minutes):
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def leaf(name, value):
    return f"<{name}>{escape(str(value))}</{name}>"


def iso(at):
    return at.strftime("%Y-%m-%dT%H:%M:%S")


def hours(text):
    if not text:
        return leaf("DayWorking", 0)
    times = "".join(
        f"<WorkingTime>{leaf('FromTime', a + ':00')}{leaf('ToTime', b + ':00')}</WorkingTime>"
        for a, b in (part.split("-") for part in text.split())
    )
    return leaf("DayWorking", 1) + f"<WorkingTimes>{times}</WorkingTimes>"


def calendar(uid, name, week, exceptions, base=None):
    days = "".join(f"<WeekDay>{leaf('DayType', n)}{hours(text)}</WeekDay>" for n, text in enumerate(week, 1))
    out = leaf("UID", uid) + leaf("Name", name) + leaf("IsBaseCalendar", int(base is None))
    out += leaf("BaseCalendarUID", -1 if base is None else base)
    out += f"<WeekDays>{days}</WeekDays>" if days else ""
    told = ""
    for first, long, text in exceptions:
        begin = START.replace(hour=0) + timedelta(days=first)
        end = begin + timedelta(days=long - 1, hours=23, minutes=59)
        period = f"<TimePeriod>{leaf('FromDate', iso(begin))}{leaf('ToDate', iso(end))}</TimePeriod>"
        told += f"<Exception>{period}{leaf('Occurrences', long)}{leaf('Name', 'Off')}{leaf('Type', 1)}{hours(text)}</Exception>"
    return f"<Calendar>{out}{f'<Exceptions>{told}</Exceptions>' if told else ''}</Calendar>"


def xml(seed, tasks):
    out = '<?xml version="1.0" encoding="UTF-8"?>\n<Project xmlns="http://schemas.microsoft.com/project">'
    out += leaf("SaveVersion", 14) + leaf("Title", f"Random plan {seed}") + leaf("ScheduleFromStart", 1)
    out += leaf("StartDate", iso(START)) + leaf("CalendarUID", 1)
    out += leaf("MinutesPerDay", 480) + leaf("MinutesPerWeek", 2400) + leaf("DaysPerMonth", 20)
    all_calendars = [calendar(n, *told) for n, told in enumerate(CALENDARS, 1)]
    for n, leave in enumerate(LEAVES):
        days = [(first, long, "") for first, long in leave]
        all_calendars.append(calendar(FIRST_OF_PEOPLE + n, f"Person {n}", [], days, 2 if n == 3 else 1))
    out += f"<Calendars>{''.join(all_calendars)}</Calendars>"
    out += f"<Tasks>{''.join(map(task_xml, tasks))}</Tasks>"
    out += "<Resources>"
    for n in range(len(LEAVES)):
        who = leaf("UID", n + 1) + leaf("ID", n + 1) + leaf("Name", f"Person {n}") + leaf("Type", 1)
        out += f"<Resource>{who}{leaf('MaxUnits', 1)}{leaf('CalendarUID', FIRST_OF_PEOPLE + n)}</Resource>"
    out += "</Resources><Assignments>"
    uid = 0
    for task in tasks:
        for person, units, work in task["work"]:
            uid += 1
            told = leaf("UID", uid) + leaf("TaskUID", task["uid"]) + leaf("ResourceUID", person + 1)
            told += leaf("RemainingWork", span(work)) + leaf("Units", units / 100) + leaf("Work", span(work))
            out += f"<Assignment>{told}</Assignment>"
    return out + "</Assignments></Project>\n"


def task_xml(task):
    out = leaf("UID", task["uid"]) + leaf("ID", task["uid"]) + leaf("Name", f"Task {task['uid']}")
    out += leaf("Type", task.get("type", 1)) + leaf("OutlineLevel", task["level"])
    minutes = task.get("minutes", 0)
    if "begun" in task:
        out += leaf("Start", iso(task["begun"]))
    if not task["summary"]:
        done = minutes * task.get("percent", 0) // 100
        out += leaf("Duration", span(minutes)) + leaf("DurationFormat", 8 if task.get("elapsed") else 7)
        if task["work"]:
            out += leaf("Work", span(sum(work for *_, work in task["work"])))
        out += leaf("Milestone", int(bool(task.get("milestone")))) + leaf("PercentComplete", task.get("percent", 0))
        if "begun" in task:
            out += leaf("ActualStart", iso(task["begun"]))
        if "done" in task:
            out += leaf("ActualFinish", iso(task["done"]))
        out += leaf("ActualDuration", span(done)) + leaf("RemainingDuration", span(minutes - done))
    out += leaf("Summary", int(task["summary"])) + leaf("ConstraintType", task.get("constraint", ASAP))
    if "calendar" in task:
        out += leaf("CalendarUID", task["calendar"])
    if "at" in task:
        out += leaf("ConstraintDate", iso(task["at"]))
    if "deadline" in task:
        out += leaf("Deadline", iso(task["deadline"]))
    out += leaf("IgnoreResourceCalendar", int(task.get("ignores", False)))
    for uid, kind, lag, unit in task["links"]:
        told = leaf("PredecessorUID", uid) + leaf("Type", kind) + leaf("LinkLag", lag) + leaf("LagFormat", unit)
        out += f"<PredecessorLink>{told}</PredecessorLink>"
    return f"<Task>{out}</Task>"


if __name__ == "__main__":
    import sys

    print(plan(int(sys.argv[1])), end="")
