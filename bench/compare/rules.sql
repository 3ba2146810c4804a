-- The five programmes in SQL: one text for SQLite, PostgreSQL and DuckDB. NULL is what is missing;
-- {name} is a number of the month's law, {div} the engine's whole-number division. Each query gives
-- one row: for every result column the sum of value × (row mod 1009 + 1), which the other engines
-- must give as well.

-- name: old_age_allowance
with line as (
  select row_no, home between {home_first} and {home_last} as l1, birth_date <= {born_by_80} as l2,
         {eighties} + case when birth_date <= {born_by_90} then {nineties} - {eighties} else 0 end
           + case when birth_date <= {born_by_100} then {hundreds} - {nineties} else 0 end as fen
  from old_age_allowance
), result as (
  select row_no, fen,
         case when l1 and l2 then 2 when not (l1 and l2) then 0 else 1 end as eligible,
         case when l1 is not true then 1 when l2 is not true then 2 else 0 end as reason
  from line
)
select sum(eligible * (row_no % 1009 + 1)), sum(reason * (row_no % 1009 + 1)),
       sum(case when eligible = 2 then fen * (row_no % 1009 + 1) else 0 end),
       sum(case when eligible = 1 then row_no % 1009 + 1 else 0 end)
from result;

-- name: disability_living
with line as (
  select row_no, home between {home_first} and {home_last} as l1,
         disability_grade in (1, 2, 3, 4) as l2, certificate_until >= {fact_day} as l3,
         enjoys_minimum_living as l4, injury_care = 0 as l5, not in_custody as l6
  from disability_living
), result as (
  select row_no,
         case when l1 and l2 and l3 and l4 and l5 and l6 then 2
              when not (l1 and l2 and l3 and l4 and l5 and l6) then 0 else 1 end as eligible,
         case when l1 is not true then 1 when l2 is not true then 2 when l3 is not true then 3
              when l4 is not true then 4 when l5 is not true then 5 when l6 is not true then 6
              else 0 end as reason
  from line
)
select sum(eligible * (row_no % 1009 + 1)), sum(reason * (row_no % 1009 + 1)),
       sum(case when eligible = 2 then {living} * (row_no % 1009 + 1) else 0 end),
       sum(case when eligible = 1 then row_no % 1009 + 1 else 0 end)
from result;

-- name: disability_care
with line as (
  select row_no, home between {home_first} and {home_last} as l1, disability_grade in (1, 2) as l2,
         certificate_until >= {fact_day} as l3, injury_care = 0 as l4, not in_custody as l5
  from disability_care
), result as (
  select row_no,
         case when l1 and l2 and l3 and l4 and l5 then 2
              when not (l1 and l2 and l3 and l4 and l5) then 0 else 1 end as eligible,
         case when l1 is not true then 1 when l2 is not true then 2 when l3 is not true then 3
              when l4 is not true then 4 when l5 is not true then 5 else 0 end as reason
  from line
)
select sum(eligible * (row_no % 1009 + 1)), sum(reason * (row_no % 1009 + 1)),
       sum(case when eligible = 2 then {care} * (row_no % 1009 + 1) else 0 end),
       sum(case when eligible = 1 then row_no % 1009 + 1 else 0 end)
from result;

-- name: orphan_allowance
with line as (
  select row_no, home between {home_first} and {home_last} as l1,
         father_state in (2, 3, 10) as l2, mother_state in (2, 3, 10) as l3,
         birth_date > {born_by_18} or at_school as l4,
         case care_place when 1 then {orphan_1} when 2 then {orphan_2} end as fen
  from orphan_allowance
), result as (
  select row_no, fen,
         case when l1 and l2 and l3 and l4 then 2 when not (l1 and l2 and l3 and l4) then 0
              else 1 end as eligible,
         case when l1 is not true then 1 when l2 is not true then 2 when l3 is not true then 3
              when l4 is not true then 4 else 0 end as reason
  from line
)
select sum(eligible * (row_no % 1009 + 1)), sum(reason * (row_no % 1009 + 1)),
       sum(case when eligible = 2 and fen is not null then fen * (row_no % 1009 + 1) else 0 end),
       sum(case when eligible = 1 or (eligible = 2 and fen is null)
                then row_no % 1009 + 1 else 0 end)
from result;

-- name: minimum_living
with person as (
  select household, monthly_income,
         case when death_date >= {month_first} and not in_custody then 2
              when not (death_date >= {month_first} and not in_custody) then 0
              else 1 end as covered,
         case when disability_grade in (1, 2) or serious_illness
                   or (disability_grade = 3 and disability_kind in (5, 6)) then 2
              when not (disability_grade in (1, 2) or serious_illness
                   or (disability_grade = 3 and disability_kind in (5, 6))) then 0
              else 1 end as alone
  from minimum_living_member
), member_sum as (
  select household,
         cast(sum(case when covered = 2 and monthly_income is not null then monthly_income
                       else 0 end) as bigint) as income,
         max(case when (covered = 2 and monthly_income is null)
                    or (covered = 1 and (monthly_income is null or monthly_income <> 0))
                  then 1 else 0 end) as income_missing,
         cast(sum(case when covered = 2 then 1 else 0 end) as bigint) as heads,
         max(case when covered = 1 then 1 else 0 end) as heads_missing,
         max(case when covered < alone then covered else alone end) as solo
  from person group by household
), valued as (
  select h.*, s.heads, s.solo,
         case urban_rural when 1 then {standard_1} when 2 then {standard_2} end as standard,
         case when s.income > coalesce(employment_deduction, 0) + coalesce(rigid_deduction, 0)
              then s.income - coalesce(employment_deduction, 0) - coalesce(rigid_deduction, 0)
              else 0 end as income,
         case when employment_deduction is null or rigid_deduction is null
              then 1 else 0 end as deduction_missing,
         case when s.income_missing = 1 or employment_deduction is null or rigid_deduction is null
              then 1 else 0 end as income_missing,
         s.heads_missing
  from minimum_living h join member_sum s on s.household = h.row_no
), limited as (
  select v.*, coalesce(standard, 0) * heads as most,
         case when standard is null or heads_missing = 1 then 1 else 0 end as most_missing
  from valued v
), line as (
  select l.*, home between {home_first} and {home_last} as l1,
         case when income_missing = 0 and most_missing = 0 then income < most
              when deduction_missing = 0 and most_missing = 0 and income >= most then false
              when standard is not null and income_missing = 0 and most > income then true
              else null end as l2,
         application_way = 1
           or (case solo when 2 then true when 0 then false end
               and original_income * 10 < standard * {factor_tenths}) as l3,
         case when family_property is null then null
              when most_missing = 0 then family_property <= most * {property_months}
              when standard is not null and most * {property_months} >= family_property then true
              else null end as l4,
         not excess_vehicle as l5, not excess_home as l6,
         case when case when decided = 2147483647 then {fact_day} else decided end < {law_2026}
              then 0 else 6 end as later
  from limited l
), result as (
  select line.*,
         case when l1 and l2 and l3 and l4 and l5 and l6 then 2
              when not (l1 and l2 and l3 and l4 and l5 and l6) then 0 else 1 end as eligible,
         case when l1 is not true then 1 + later when l2 is not true then 2 + later
              when l3 is not true then 3 + later when l4 is not true then 4 + later
              when l5 is not true then 5 + later when l6 is not true then 6 + later
              else 0 end as reason
  from line
), household_sum as (
  select sum(eligible * (row_no % 1009 + 1)) as a, sum(reason * (row_no % 1009 + 1)) as b,
         sum(case when eligible = 2 and income_missing = 0 and most_missing = 0 and most > income
                  then (most - income + 99) {div} 100 * 100 * (row_no % 1009 + 1) else 0 end) as c,
         sum(case when eligible = 1 or (eligible = 2 and (income_missing = 1 or most_missing = 1))
                  then row_no % 1009 + 1 else 0 end) as d
  from result
), topped as (
  select m.row_no, r.eligible, r.standard,
         case when death_date >= {month_first} and not in_custody
                   and birth_date <= {born_by_70} then 2
              when not (death_date >= {month_first} and not in_custody
                   and birth_date <= {born_by_70}) then 0 else 1 end as elder,
         case when death_date >= {month_first} and not in_custody
                   and birth_date > {born_by_18} then 2
              when not (death_date >= {month_first} and not in_custody
                   and birth_date > {born_by_18}) then 0 else 1 end as minor_,
         case when death_date >= {month_first} and not in_custody
                   and disability_grade in (1, 2) then 2
              when not (death_date >= {month_first} and not in_custody
                   and disability_grade in (1, 2)) then 0 else 1 end as disabled,
         case when death_date >= {month_first} and not in_custody and serious_illness then 2
              when not (death_date >= {month_first} and not in_custody and serious_illness)
              then 0 else 1 end as ill,
         (coalesce(r.standard, 0) * {elder_percent} + 9999) {div} 10000 * 100 as elder_fen,
         (coalesce(r.standard, 0) * {minor_percent} + 9999) {div} 10000 * 100 as minor_fen,
         (coalesce(r.standard, 0) * {disabled_percent} + 9999) {div} 10000 * 100 as disabled_fen,
         (coalesce(r.standard, 0) * {illness_percent} + 9999) {div} 10000 * 100 as ill_fen
  from minimum_living_member m join result r on r.row_no = m.household
), best as (
  select row_no,
         case when eligible = 1 then 1 when eligible = 0 then 0
              when (elder = 1 and elder_fen <> 0) or (minor_ = 1 and minor_fen <> 0)
                or (disabled = 1 and disabled_fen <> 0) or (ill = 1 and ill_fen <> 0)
                or (standard is null and elder + minor_ + disabled + ill > 0)
              then 1 else 0 end as missing,
         case when eligible <> 2 then 0
              else {greatest}(case when elder = 2 then elder_fen else 0 end,
                              case when minor_ = 2 then minor_fen else 0 end,
                              case when disabled = 2 then disabled_fen else 0 end,
                              case when ill = 2 then ill_fen else 0 end) end as fen
  from topped
), member_total as (
  select sum(case when missing = 0 then fen * (row_no % 1009 + 1) else 0 end) as e,
         sum(missing * (row_no % 1009 + 1)) as f
  from best
)
select a, b, c, d, e, f from household_sum, member_total;
