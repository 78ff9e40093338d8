-- Whose masks the next version of a segmenter learns from when a policy starts it: a model, or model/version.
alter table retrain_policy add column teacher text;
