-- What was said of audited predictions, in cells that add up: by class, by how sure the model was, by the propensity with which
-- the prediction was drawn.
create table label_hour (
    model            text             not null,
    version          text             not null,
    hour             timestamptz      not null,
    segment_key      text             not null, -- empty: the whole fleet
    segment_value    text             not null,
    predicted        text             not null, -- empty for a segmenter
    corrected        text             not null, -- the same as predicted if that was right
    band             integer          not null, -- thirtieth of the confidence, 0 to 29
    propensity       double precision not null,
    n                bigint           not null,
    confidence_units bigint           not null, -- sum of the confidences, each rounded to 2^-30
    primary key (model, version, hour, segment_key, segment_value, predicted, corrected, band, propensity)
);

-- Labels that were drawn with different propensities weigh differently. Of nobody drawn it is 0.
alter table outcome_hour add column propensity double precision not null default 0;
alter table outcome_hour alter column propensity drop default;
alter table outcome_hour drop constraint outcome_hour_pkey;
alter table outcome_hour add primary key (model, version, hour, segment_key, segment_value, shard, propensity);
alter table outcome add column counted_corrected text;

-- Count everything anew into the cells above: whoever sweeps what was left over does it.
truncate outcome_hour;
update outcome set dirty = true, error = null, counted_keys = null, touched_at = now() where error is not null;
delete from drift_checkpoint;
