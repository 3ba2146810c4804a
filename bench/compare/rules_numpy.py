"""The five programmes in numpy: whole columns at a time, truths as bytes (0 no, 1 unknown, 2 yes),
so that AND is the minimum, OR the maximum and NOT 2 - x, as in the machine. Each function gives
the sums of value * (row mod 1009 + 1) of its result columns. The first row is number 0."""

import numpy as np

NONE = 2**31 - 1


def truth(column, holds):
    return np.where(column.unknown, np.uint8(1), holds.astype(np.uint8) * 2)


def judged(lines):
    """Eligibility, and the number of the first line that does not hold."""
    eligible = np.minimum.reduce(lines)
    reason = np.zeros(len(eligible), np.uint8)
    for number in range(len(lines), 0, -1):
        reason[lines[number - 1] != 2] = number
    return eligible, reason


def weights(rows):
    return np.arange(rows, dtype=np.int64) % 1009 + 1


def sums(*columns):
    """What is compared; computed after the clock has stopped."""
    return [int((c.astype(np.int64) * weights(len(c))).sum()) for c in columns]


def at_home(t, law):
    home = t["home"]
    return truth(home, (home.values >= law["home_first"]) & (home.values <= law["home_last"]))


def in_set(column, codes):
    holds = np.zeros(256, bool)
    holds[list(codes)] = True
    return truth(column, holds[column.values])


def old_age_allowance(t, law):
    birth = t["birth_date"]
    lines = [at_home(t, law), truth(birth, birth.values <= law["born_by_80"])]
    eligible, reason = judged(lines)
    fen = (law["eighties"]
           + (birth.values <= law["born_by_90"]) * (law["nineties"] - law["eighties"])
           + (birth.values <= law["born_by_100"]) * (law["hundreds"] - law["nineties"]))
    return eligible, reason, np.where(eligible == 2, fen, 0), eligible == 1


def disability(t, law, grades, low_income, fen):
    until, injury = t["certificate_until"], t["injury_care"]
    lines = [at_home(t, law), in_set(t["disability_grade"], grades),
             truth(until, until.values >= law["fact_day"])]
    if low_income:
        lines.append(t["enjoys_minimum_living"].values)
    lines += [truth(injury, injury.values == 0), 2 - t["in_custody"].values]
    eligible, reason = judged(lines)
    return eligible, reason, np.where(eligible == 2, fen, 0), eligible == 1


def disability_living(t, law):
    return disability(t, law, (1, 2, 3, 4), True, law["living"])


def disability_care(t, law):
    return disability(t, law, (1, 2), False, law["care"])


def orphan_allowance(t, law):
    birth, place = t["birth_date"], t["care_place"]
    minor = truth(birth, birth.values > law["born_by_18"])
    lines = [at_home(t, law), in_set(t["father_state"], (2, 3, 10)),
             in_set(t["mother_state"], (2, 3, 10)), np.maximum(minor, t["at_school"].values)]
    eligible, reason = judged(lines)
    standard = np.full(256, -1, np.int64)
    standard[1], standard[2] = law["orphan_1"], law["orphan_2"]
    fen = standard[place.values]
    missing = place.unknown | (fen < 0)
    unknown = (eligible == 1) | ((eligible == 2) & missing)
    return eligible, reason, np.where((eligible == 2) & ~unknown, fen, 0), unknown


def up_to_yuan(mantissa, unit):
    return np.where(mantissa <= 0, 0, (mantissa + unit - 1) // unit * 100)


def minimum_living(t, law):
    m, start = t.members, t.start[:-1]
    covered = np.minimum(truth(m["death_date"], m["death_date"].values >= law["month_first"]),
                         2 - m["in_custody"].values)
    grade, ill = m["disability_grade"], m["serious_illness"].values
    severe = in_set(grade, (1, 2))
    alone = np.maximum(np.maximum(severe, ill), np.minimum(in_set(grade, (3,)),
                                                           in_set(m["disability_kind"], (5, 6))))
    earned, unearned = m["monthly_income"].values, m["monthly_income"].unknown
    counted = np.where((covered == 2) & ~unearned, earned, 0)
    missing = ((covered == 2) & unearned) | ((covered == 1) & (unearned | (earned != 0)))
    heads = np.add.reduceat((covered == 2).astype(np.int64), start)
    heads_missing = np.maximum.reduceat(covered == 1, start)
    solo = np.maximum.reduceat(np.minimum(covered, alone), start)

    urban = t["urban_rural"]
    standards = np.full(256, -1, np.int64)
    standards[1], standards[2] = law["standard_1"], law["standard_2"]
    standard = standards[urban.values]
    standard_missing = urban.unknown | (standard < 0)
    standard = np.where(standard_missing, 0, standard)
    work, rigid = t["employment_deduction"], t["rigid_deduction"]
    deducted = np.where(work.unknown, 0, work.values) + np.where(rigid.unknown, 0, rigid.values)
    deduction_missing = work.unknown | rigid.unknown
    income = np.maximum(np.add.reduceat(counted, start) - deducted, 0)
    income_missing = np.maximum.reduceat(missing, start) | deduction_missing
    most = standard * heads
    most_missing = standard_missing | heads_missing

    below = np.where(~income_missing & ~most_missing, (income < most) * 2,
                     np.where(~deduction_missing & ~most_missing & (income >= most), 0,
                              np.where(~standard_missing & ~income_missing & (most > income), 2,
                                       1))).astype(np.uint8)
    original = t["original_income"]
    poor = np.where(original.unknown | standard_missing, 1,
                    (original.values * 10 < standard * law["factor_tenths"]) * 2).astype(np.uint8)
    way = np.maximum(in_set(t["application_way"], (1,)), np.minimum(solo, poor))
    owned, limit = t["family_property"], most * law["property_months"]
    within = np.where(owned.unknown, 1,
                      np.where(~most_missing, (owned.values <= limit) * 2,
                               np.where(~standard_missing & (limit >= owned.values), 2,
                                        1))).astype(np.uint8)
    lines = [at_home(t, law), below, way, within, 2 - t["excess_vehicle"].values,
             2 - t["excess_home"].values]
    eligible, reason = judged(lines)
    decided = np.where(t["decided"].values == NONE, law["fact_day"], t["decided"].values)
    reason = np.where((reason > 0) & (decided >= law["law_2026"]), reason + 6, reason)
    unknown = (eligible == 1) | ((eligible == 2) & (income_missing | most_missing))
    amount = np.where((eligible == 2) & ~unknown, up_to_yuan(most - income, 100), 0)
    return (eligible, reason, amount, unknown,
            *top_ups(t, law, (covered, severe, ill), (eligible, standard, standard_missing)))


def top_ups(t, law, person, household):
    """The highest of four top-ups for each member of an eligible household."""
    covered, severe, ill = person
    owner = np.repeat(np.arange(len(t.start) - 1), np.diff(t.start))
    eligible, standard, standard_missing = (c[owner] for c in household)
    birth = t.members["birth_date"]
    kinds = [(truth(birth, birth.values <= law["born_by_70"]), law["elder_percent"]),
             (truth(birth, birth.values > law["born_by_18"]), law["minor_percent"]),
             (severe, law["disabled_percent"]), (ill, law["illness_percent"])]
    best = np.zeros(len(owner), np.int64)
    missing = np.zeros(len(owner), bool)
    for kind, percent in kinds:
        holds = np.minimum(covered, kind)
        fen = up_to_yuan(standard * percent, 10000)
        best = np.where(holds == 2, np.maximum(best, fen), best)
        missing |= ((holds == 1) & (fen != 0)) | ((holds != 0) & standard_missing)
    unknown = np.where(eligible == 2, missing, eligible == 1)
    return np.where((eligible == 2) & ~unknown, best, 0), unknown


PROGRAMMES = {f.__name__: f for f in (old_age_allowance, disability_living, disability_care,
                                      minimum_living, orphan_allowance)}
