"""Schedules a Microsoft Project file with MPXJ and compares it with the dates that stand in it."""

from dataclasses import dataclass, field

import jpype
import mpxj  # noqa: F401  puts MPXJ on the class path

# Rounds of holding explained tasks; a plan that needs more has something unexplained.
MOST_ROUNDS = 400


@dataclass
class Found:
    tasks: int = 0
    explained: list = field(default_factory=list)
    unexplained: list = field(default_factory=list)


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
                first = {uid: self.same(task, *ours[uid]) for uid, task in differ.items()}
            for task in self.roots(differ):
                uid = int(task.getUniqueID())
                held.add(uid)
                # Late dates do not follow from held tasks as they do from others: those of the first round count.
                if self.same(task, *ours[uid]) or self.is_late(task) and first.get(uid, True):
                    continue
                why = self.explain(file, task, ours)
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

    def explain(self, file, task, ours):
        for name, holds in CLASSES:
            if holds(self, file, task, ours[int(task.getUniqueID())]):
                return name
        return None


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
        here = task.getParentTask()
        while here is not None and here.getConstraintDate() is None:
            here = here.getParentTask()
        return here is not None

    def as_late_as_possible(self, file, task, ours):
        """It has no room: MPXJ puts it on late dates that come before what its predecessors allow."""
        return self.is_late(task) and task.getStart().isBefore(task.getEarlyStart())

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
        """Its own calendar and its people's meet; MPXJ looks at its own only."""
        own = task.getType() == self.type.FIXED_DURATION and task.getCalendar() is not None
        return own and not task.getIgnoreResourceCalendar() and task.getResourceAssignments().size() > 0

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
        return any(it.getWork(begin, begin.plusYears(1), self.minutes).getDuration() == 0 for it in self.calendars(task))

    def one_instant_of_people(self, file, task, ours):
        """What must finish at an instant does so on the calendar of the one of its people who works until then."""
        asks = task.getConstraintType() in (self.constraint.MUST_FINISH_ON, self.constraint.FINISH_NO_EARLIER_THAN)
        people = [it.getEffectiveCalendar() for it in self.people(task)]
        near = any(self.one_of(it, ours[1], task.getFinish()) or self.one_of(it, ours[0], task.getStart()) for it in people)
        return len(people) > 1 and near and (asks or any(self.to_finish(task)))

    def percent_of_summary(self, file, task, ours):
        """A share of the summary's duration; MPXJ takes that of each task under it."""
        return any(it.getPredecessorTask().getSummary() and it.getLag().getUnits() == self.percent for it in self.links(task))

    def part_of_a_minute(self, file, task, ours):
        """milepost counts whole minutes."""
        return all(abs(self.between(a, b)) < 60 for a, b in zip(ours, (task.getStart(), task.getFinish())))

    def between(self, a, b):
        return self.duration.between(a, b).getSeconds()


CLASSES = [
    ("less than a minute", Oracle.part_of_a_minute),
    ("links do not put it before the project", Oracle.before_the_project),
    ("a constraint on a summary holds for what is under it", Oracle.summary_constraint),
    ("as late as possible, and too late already", Oracle.as_late_as_possible),
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
]
