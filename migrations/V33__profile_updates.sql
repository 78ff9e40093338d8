-- A profile's row is written again with every batch: room beside it, and no index on what changes, keep that in its page.
alter table profile set (fillfactor = 60);
drop index profile_fleet;
create index profile_fleet on profile (model, hour, version) where segment_key = '';
