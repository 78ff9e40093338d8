-- On which days (UTC) the predictions of a day were received, so that retention knows without reading them when the last came.
create table prediction_receipt (
    day         date not null,
    received_on date not null,
    primary key (day, received_on)
);
-- Of the days that are there, nobody knows without reading them: as if the last came today.
insert into prediction_receipt
select to_date(right(inhrelid::regclass::text, 10), 'YYYY_MM_DD'), (now() at time zone 'UTC')::date
from pg_inherits where inhparent = 'prediction'::regclass;
