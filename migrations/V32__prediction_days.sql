-- Ingest writes straight into the day's partition, so identity is kept there: a smaller index without the time.
alter table prediction drop constraint prediction_pkey;
do $$
declare day regclass;
begin
    for day in select inhrelid::regclass from pg_inherits where inhparent = 'prediction'::regclass loop
        execute format('create unique index %I on %s (source, id)', day || '_identity', day);
    end loop;
end $$;

-- A prediction of a device whose clock is off is windowed by its receipt: sent again, it may belong to another day.
create table prediction_off_clock (
    source    text        not null,
    id        text        not null,
    window_at timestamptz not null,
    primary key (source, id)
);
insert into prediction_off_clock select source, id, window_at from prediction where clock_off;
