-- Ingest writes straight into the day's partition, so identity is kept there: a smaller index without the time. The id first:
-- devices make ids that grow with time, so that lookups and new rows stay at one end of the index, in memory.
alter table prediction drop constraint prediction_pkey;
do $$
declare day regclass;
begin
    for day in select inhrelid::regclass from pg_inherits where inhparent = 'prediction'::regclass loop
        execute format('create unique index %I on %s (id, source)', day || '_identity', day);
    end loop;
end $$;
