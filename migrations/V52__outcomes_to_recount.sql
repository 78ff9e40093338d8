-- What V44 has counted anew: as long as some of it is left, a model is judged on a part.
create index outcome_recount on outcome (model) where dirty and window_at is not null and error is null;
