-- Looked up for each new prediction: few rows, those of corrections that came before their prediction.
create index outcome_waiting on outcome (source, id) where dirty;
