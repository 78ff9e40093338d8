-- The id first, as for predictions: ids grow with time, so that lookups and new rows stay at one end of the index.
alter table correction drop constraint correction_pkey;
alter table correction add primary key (id, source);
