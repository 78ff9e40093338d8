-- When a model came into use again for the last time: that nothing was heard of it before was no silence.
alter table model
    add column restored_at timestamptz;
