-- What more a policy decides: which evidence may open incidents too, whose days count, what versions are measured against.
alter table drift_policy
    add column triggers      text[] not null default '{}',
    add column zone          text   not null default 'UTC',
    add column baseline_days integer check (baseline_days between 1 and 60); -- null: the validation
