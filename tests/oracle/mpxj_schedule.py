"""Schedules a Microsoft Project file with MPXJ and compares it with the dates that stand in it."""

from dataclasses import dataclass, field

import jpype
import mpxj  # noqa: F401  puts MPXJ on the class path

# Rounds of holding explained tasks; a plan that needs more has something unexplained.
MOST_ROUNDS = 400
# Minutes.
DAY = 1440


@dataclass
class Found:
    tasks: int = 0
    explained: list = field(default_factory=list)
    unexplained: list = field(default_factory=list)


@dataclass
class First:
    """How a task stood when nothing was held yet."""

    same: bool
    start: object = None

    @classmethod
    def of(cls, task, same):
        return cls(same, task.getStart())


def tasks_by_id(tasks):
    return {int(task.getUniqueID()): task for task in tasks}


class Oracle:
    def __init__(self):
        jpype.startJVM("--enable-native-access=ALL-UNNAMED") if not jpype.isJVMStarted() else None
        from java.io import ByteArrayInputStream
        from java.time import Duration
        from org.mpxj import ConstraintType, RelationType, TaskMode, TaskType, TimeUnit
        from org.mpxj.cpm import MicrosoftScheduler
        from org.mpxj.mspdi import MSPDIReader

        self.stream, self.reader, self.scheduler = ByteArrayInputStream, MSPDIReader, MicrosoftScheduler
        self.constraint, self.mode, self.duration = ConstraintType, TaskMode, Duration
        self.minutes, self.percent = TimeUnit.MINUTES, TimeUnit.PERCENT
        self.relation, self.type = RelationType, TaskType

    def read(self, text):
        return self.reader().read(self.stream(jpype.JArray(jpype.JByte)(text)))

    def compare(self, text):
        found, held = Found(), set()
        ours = first = None
        for _ in range(MOST_ROUNDS):
            file = self.read(text)
            tasks = [task for task in file.getTasks() if self.counts(task)]
            if ours is None:
                ours = {int(task.getUniqueID()): (task.getStart(), task.getFinish()) for task in tasks}
                found.tasks = len(tasks)
            if not tasks:
                return found
            for task in tasks:
                if int(task.getUniqueID()) in held:
                    task.setTaskMode(self.mode.MANUALLY_SCHEDULED)
                    task.setConstraintType(self.constraint.AS_SOON_AS_POSSIBLE)
                    start, finish = ours[int(task.getUniqueID())]
                    task.setStart(start)
                    task.setFinish(finish)
            scheduler = self.scheduler()
            scheduler.schedule(file, file.getProjectProperties().getStartDate())
            differ = {uid: task for uid, task in tasks_by_id(tasks).items() if uid not in held and not self.equal(task, *ours[uid])}
            if not differ:
                return found
            if first is None:
                first = {uid: First.of(task, self.same(task, *ours[uid])) for uid, task in differ.items()}
            for task in self.roots(differ):
                uid = int(task.getUniqueID())
                held.add(uid)
                # Late dates do not follow from held tasks as they do from others: those of the first round count.
                told = first.get(uid, First(same=True))
                if self.same(task, *ours[uid]) or self.is_late(task) and told.same:
                    continue
                why = self.explain(file, task, ours, told)
                if why:
                    found.explained.append((uid, why))
                else:
                    found.unexplained.append(self.words(task, ours[uid]))
        found.unexplained.append("does not come to rest")
        return found

    def roots(self, differ):
        """Those that wait for no other one; what is as late as possible follows from all the rest, and comes last."""
        free = [task for task in differ.values() if not self.waits_for(task, differ)]
        early = [task for task in free if not self.is_late(task)]
        return early or free or list(differ.values())[:1]

    def equal(self, task, start, finish):
        return task.getStart().equals(start) and task.getFinish().equals(finish)

    def counts(self, task):
        return not task.getSummary() and task.getActive() and not task.getNull() and int(task.getUniqueID()) != 0

    def people(self, task):
        """The assignments that decide when a task ends."""
        if task.getType() == self.type.FIXED_DURATION:
            return []
        return [it for it in task.getResourceAssignments() if it.getResource() is not None and it.getUnits().doubleValue() > 0]

    def calendars(self, task):
        return [it.getEffectiveCalendar() for it in self.people(task)] or [task.getEffectiveCalendar()]

    def same(self, task, start, finish):
        return self.one(task, start, task.getStart()) and self.one(task, finish, task.getFinish())

    def one(self, task, a, b):
        """Is there no working time between the two?"""
        if a is None or b is None or a.equals(b):
            return a is b or a is not None and b is not None
        if b.isBefore(a):
            a, b = b, a
        if self.is_elapsed(task):
            return False
        return all(self.is_one(it, a, b) for it in self.calendars(task))

    def is_one(self, calendar, a, b):
        """No working time between the two, on a calendar that has some around them."""
        around = calendar.getWork(a.minusDays(30), b.plusDays(30), self.minutes).getDuration()
        return around > 0 and calendar.getWork(a, b, self.minutes).getDuration() == 0

    def is_late(self, task):
        return task.getConstraintType() == self.constraint.AS_LATE_AS_POSSIBLE

    def is_elapsed(self, task):
        return bool(task.getDuration().getUnits().isElapsed())

    def waits_for(self, task, others):
        """Does anything that differs come before it, by its links or those of its summaries?"""
        here = task
        while here is not None:
            for link in here.getPredecessors():
                before = link.getPredecessorTask()
                if int(before.getUniqueID()) in others or any(int(it.getUniqueID()) in others for it in self.below(before)):
                    return True
            here = here.getParentTask()
        return False

    def below(self, task):
        for child in task.getChildTasks():
            yield child
            yield from self.below(child)

    def words(self, task, ours):
        said = f"{task.getID()} {task.getName()}: {ours[0]} – {ours[1]} here, {task.getStart()} – {task.getFinish()} by MPXJ"
        said += f" ({task.getDuration()} {task.getType()} {task.getConstraintType()} {task.getConstraintDate()}"
        if task.getCalendar() is not None:
            said += f" on {task.getCalendar().getName()}"
        if task.getActualStart() is not None:
            said += f", begun {task.getActualStart()}, {task.getPercentageComplete()} %"
        for it in task.getResourceAssignments():
            said += f", {it.getWork()} of {it.getResource().getName() if it.getResource() else None} at {it.getUnits()}"
        here = task
        while here is not None:
            for link in here.getPredecessors():
                before = link.getPredecessorTask()
                mark = "" if here is task else "^"
                said += f"; {mark}{link.getType()} {link.getLag()} {before.getID()} [{before.getStart()} – {before.getFinish()}]"
            here = here.getParentTask()
        return said + ")"

    def explain(self, file, task, ours, first):
        if self.as_late_as_possible(task, ours[int(task.getUniqueID())], first):
            return "as late as possible, and too late already"
        for name, holds in CLASSES:
            if holds(self, file, task, ours[int(task.getUniqueID())]):
                return name
        return None

    def as_late_as_possible(self, task, ours, first):
        """It has no room: MPXJ puts it on late dates that come before what its predecessors allow; here it stands as
        early as they do."""
        early = task.getEarlyStart()
        too_late = self.is_late(task) and first.start is not None and first.start.isBefore(early)
        return too_late and self.one(task, ours[0], early)

    # What explains a difference. Each takes the task as MPXJ has it and the dates that stand in the file.

    def links(self, task, *kinds):
        """Links of these kinds that hold a task: its own and those of its summaries."""
        here = task
        while here is not None:
            yield from (it for it in here.getPredecessors() if not kinds or it.getType() in kinds)
            here = here.getParentTask()

    def before_the_project(self, file, task, ours):
        """A lead, or a link to the finish, would put it before the project starts."""
        begin = file.getProjectProperties().getStartDate()
        return task.getStart().isBefore(begin) and ours[0].isAfter(task.getStart())

    def summary_constraint(self, file, task, ours):
        """Nothing under a summary starts (finishes) before the day on which it is to; MPXJ looks at that of tasks only.
        So here it stands on that day, or what remains of it is counted from there."""
        here = task.getParentTask()
        while here is not None:
            at, kind = here.getConstraintDate(), here.getConstraintType()
            if at is not None and self.is_held_at(task, at, kind, ours):
                return True
            here = here.getParentTask()
        return False

    def is_held_at(self, task, at, kind, ours):
        """Does it stand at the instant, or as near to it as its own constraint lets it?"""
        kinds = self.constraint
        if kind in (kinds.START_NO_EARLIER_THAN, kinds.MUST_START_ON) and task.getStart().isBefore(at):
            return self.is_near(task, ours[0], at) or ours[0].isBefore(at) and self.is_clipped(task, ours)
        if kind == kinds.FINISH_NO_EARLIER_THAN and task.getFinish().isBefore(at):
            return self.is_near(task, ours[1], at) or ours[1].isBefore(at) and self.is_clipped(task, ours)
        return False

    def is_near(self, task, a, b):
        return a.equals(b) or any(self.one_of(it, a, b) for it in self.calendars(task))

    def is_clipped(self, task, ours):
        """Its own constraint holds it back."""
        at, kind = task.getConstraintDate(), task.getConstraintType()
        starts, ends = kind == self.constraint.START_NO_LATER_THAN, kind == self.constraint.FINISH_NO_LATER_THAN
        return (starts or ends) and self.is_near(task, ours[0] if starts else ours[1], at)

    def elapsed_lag_before_late(self, file, task, ours):
        """Elapsed lag is taken from where the successor begins to work, not from where work ended before."""
        later = any(self.lag_is_elapsed(it) and it.getLag().getDuration() != 0 for it in task.getSuccessors())
        return self.is_late(task) and later

    def out_of_sequence(self, file, task, ours):
        """It was begun before what it waits for ended: what remains waits, for MPXJ it does not."""
        begun = task.getActualStart() is not None and task.getActualFinish() is None
        return begun and ours[0].equals(task.getStart()) and ours[1].isAfter(task.getFinish()) and any(self.links(task))

    def elapsed_start(self, file, task, ours):
        """It begins where its predecessor ends, at night too; MPXJ waits for the next morning."""
        return self.is_elapsed(task) and self.one_of(task.getEffectiveCalendar(), ours[0], task.getStart())

    def one_of(self, calendar, a, b):
        if b.isBefore(a):
            a, b = b, a
        return calendar.getWork(a, b, self.minutes).getDuration() == 0

    def elapsed_lag_to_finish(self, file, task, ours):
        """Elapsed lag runs from the end of the predecessor; MPXJ adds it to the start that it has walked back to."""
        return any(it.getLag().getDuration() != 0 and self.lag_is_elapsed(it) for it in self.to_finish(task))

    def to_finish(self, task):
        return self.links(task, self.relation.FINISH_FINISH, self.relation.START_FINISH)

    def lag_is_elapsed(self, link):
        unit = link.getLag().getUnits()
        percent = unit == self.percent and self.is_elapsed(link.getPredecessorTask())
        return bool(unit.isElapsed()) or percent

    def lag_to_finish_of_people(self, file, task, ours):
        """The same with lag in working time where it runs around the clock, or on the calendars of its people."""
        other = self.is_elapsed(task) or bool(self.people(task))
        return other and any(it.getLag().getDuration() != 0 for it in self.to_finish(task))

    def people_of_fixed_duration(self, file, task, ours):
        """Its duration is counted in the hours that are both its own and its people's; MPXJ counts its own."""
        calendars = self.met(task)
        if calendars is None or self.meeting(calendars, *ours) != self.minutes_of(task):
            return False
        # A lag is counted in those hours too: where it begins is then not told by what MPXJ says.
        lags = any(it.getLag().getDuration() != 0 for it in self.links(task))
        return lags or any(self.meeting(calendars, *sorted(pair)) == 0 for pair in self.holds_of(file, task, ours))

    def holds_of(self, file, task, ours):
        """Start or finish, with an instant that may hold it."""
        yield from zip(ours, (task.getStart(), task.getFinish()))
        yield ours[0], file.getProjectProperties().getStartDate()
        for link in self.links(task):
            before = link.getPredecessorTask()
            finish, start = self.relation.FINISH_START, self.relation.START_START
            if link.getType() in (finish, start):
                yield ours[0], before.getFinish() if link.getType() == finish else before.getStart()

    def met(self, task):
        """The calendars that meet in a task of fixed duration, if any do."""
        own = task.getType() == self.type.FIXED_DURATION and task.getCalendar() is not None and not self.is_elapsed(task)
        if not own or task.getIgnoreResourceCalendar():
            return None
        people = [it.getResource().getCalendar() for it in task.getResourceAssignments() if it.getResource() is not None]
        return [task.getCalendar(), *people] if people else None

    def minutes_of(self, task):
        return round(task.getDuration().convertUnits(self.minutes, task.getParentFile().getProjectProperties()).getDuration())

    def meeting(self, calendars, a, b):
        """Minutes between two instants that are working time of all the calendars."""
        day, total = a.toLocalDate(), 0
        while not day.isAfter(b.toLocalDate()):
            low = self.minute_of_day(a) if day.equals(a.toLocalDate()) else 0
            high = self.minute_of_day(b) if day.equals(b.toLocalDate()) else DAY
            hours = [(low, high)]
            for calendar in calendars:
                of_day = [(self.minute_of_day(it.getStart()), self.minute_of_day(it.getEnd()) or DAY) for it in calendar.getHours(day)]
                hours = [(max(p, r), min(q, s)) for p, q in hours for r, s in of_day if max(p, r) < min(q, s)]
            total += sum(q - p for p, q in hours)
            day = day.plusDays(1)
        return total

    def minute_of_day(self, at):
        return at.getHour() * 60 + at.getMinute()

    def first_of_summary(self, file, task, ours):
        """It hangs on the start of a summary; which task is its first MPXJ decides before summaries' links hold."""
        kinds = (self.relation.START_START, self.relation.START_FINISH)
        return any(it.getPredecessorTask().getSummary() for it in self.links(task, *kinds))

    def lag_to_summary(self, file, task, ours):
        """Counted on the summary's calendar; MPXJ counts it on that of each task under it."""
        other = task.getCalendar() is not None or self.people(task) or self.is_elapsed(task)
        above = task.getParentTask()
        return bool(other) and above is not None and any(it.getLag().getDuration() != 0 for it in self.links(above))

    def nobody_works(self, file, task, ours):
        """Its own hours and those of its people do not meet: the project's calendar stands in."""
        begin = file.getProjectProperties().getStartDate()
        end = begin.plusYears(1)
        met = self.met(task)
        if met is not None and self.meeting(met, begin, end) == 0:
            return file.getDefaultCalendar().getWork(*ours, self.minutes).getDuration() == self.minutes_of(task)
        return any(it.getWork(begin, end, self.minutes).getDuration() == 0 for it in self.calendars(task))

    def one_instant_of_people(self, file, task, ours):
        """What must finish at an instant does so on the calendar of the one of its people who works until then."""
        asks = task.getConstraintType() in (self.constraint.MUST_FINISH_ON, self.constraint.FINISH_NO_EARLIER_THAN)
        people = [it.getEffectiveCalendar() for it in self.people(task)]
        near = any(self.one_of(it, ours[1], task.getFinish()) or self.one_of(it, ours[0], task.getStart()) for it in people)
        return len(people) > 1 and near and (asks or any(self.to_finish(task)))

    def percent_of_summary(self, file, task, ours):
        """A share of the summary's duration; MPXJ takes that of each task under it."""
        return any(it.getPredecessorTask().getSummary() and it.getLag().getUnits() == self.percent for it in self.links(task))

    def lead_from_midnight(self, file, task, ours):
        """Counted back over the hours of work before midnight; MPXJ counts a lead from midnight by the clock."""
        calendar = task.getEffectiveCalendar()
        for link in self.links(task, self.relation.FINISH_START, self.relation.START_START):
            lag, before = link.getLag(), link.getPredecessorTask()
            at = before.getFinish() if link.getType() == self.relation.FINISH_START else before.getStart()
            working = lag.getDuration() < 0 and not self.lag_is_elapsed(link) and lag.getUnits() != self.percent
            # A minute later it is the same night, and MPXJ counts as one does.
            if working and self.minute_of_day(at) == 0 and self.one(task, ours[0], calendar.getDate(at.plusMinutes(1), lag)):
                return True
        return False

    def end_of_summary(self, file, task, ours):
        """It waits for a summary whose last milestone stands at the next morning; here the summary ends where work on
        its own calendar does, the evening before, and on the calendars of others work lies between the two."""
        for link in self.links(task, self.relation.FINISH_START):
            before = link.getPredecessorTask()
            end = before.getFinish()
            night = before.getSummary() and self.one_of(before.getEffectiveCalendar(), ours[0], end)
            if night and ours[0].isBefore(end) and self.one(task, task.getStart(), end) and link.getLag().getDuration() == 0:
                return True
        return False

    def part_of_a_minute(self, file, task, ours):
        """milepost counts whole minutes."""
        return all(abs(self.between(a, b)) < 60 for a, b in zip(ours, (task.getStart(), task.getFinish())))

    def between(self, a, b):
        return self.duration.between(a, b).getSeconds()


CLASSES = [
    ("less than a minute", Oracle.part_of_a_minute),
    ("links do not put it before the project", Oracle.before_the_project),
    ("a constraint on a summary holds for what is under it", Oracle.summary_constraint),
    ("as late as possible before an elapsed lag", Oracle.elapsed_lag_before_late),
    ("begun out of sequence: the rest waits", Oracle.out_of_sequence),
    ("elapsed time begins at night too", Oracle.elapsed_start),
    ("elapsed lag to a finish", Oracle.elapsed_lag_to_finish),
    ("lag to the finish of people and elapsed time", Oracle.lag_to_finish_of_people),
    ("own calendar and people's meet", Oracle.people_of_fixed_duration),
    ("percent of a summary", Oracle.percent_of_summary),
    ("the start of a summary", Oracle.first_of_summary),
    ("lag to a summary", Oracle.lag_to_summary),
    ("own hours and people's do not meet", Oracle.nobody_works),
    ("one working instant of several people", Oracle.one_instant_of_people),
    ("a lead from midnight", Oracle.lead_from_midnight),
    ("a summary ends where its work does", Oracle.end_of_summary),
]
