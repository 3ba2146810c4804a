-- The checks of an import of persons in SQL: one text for SQLite, PostgreSQL and DuckDB. Table
-- `staged` holds the file's cells as text, `division` the national tree by code. {whole} turns a
-- text of digits into a whole number.

-- name: faults
with cell as (
  select row_no, citizen_id, birth_date, sex, home,
         length(citizen_id) = 18 as long_enough,
         substr(citizen_id, 18, 1) as check_char,
         ({weighted}) % 11 as remainder
  from staged
), fault as (
  select row_no,
         case when not long_enough
                or check_char <> substr('10X98765432', cast(remainder as integer) + 1, 1)
              then 1 else 0 end as number_bad,
         case when substr(citizen_id, 7, 4) || '-' || substr(citizen_id, 11, 2) || '-'
                   || substr(citizen_id, 13, 2) <> birth_date then 1 else 0 end as birth_bad,
         case when ({whole_sex}) % 2 <> case sex when '男' then 1 else 0 end
              then 1 else 0 end as sex_bad,
         case when d.code is null then 1 else 0 end as home_bad
  from cell left join division d on d.code = cell.home
)
select sum(number_bad), sum(birth_bad), sum(sex_bad), sum(home_bad),
       (select count(*) from (select citizen_id from staged group by citizen_id
                              having count(*) > 1) twice)
from fault;

-- name: keep
insert into person
select row_no, name, sex, birth_date, citizen_id, home, urban_rural, book, person_key
from staged;
