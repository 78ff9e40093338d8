-- A model that is out of use: kept with all that was counted and decided of it, and taken up again when somebody says so.
alter table model
    add column archived_at     timestamptz,
    add column archived_by     text,
    add column archived_reason text,
    add constraint model_archived_whole check (num_nonnulls(archived_at, archived_by, archived_reason) in (0, 3));
