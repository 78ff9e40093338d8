-- Which devices had sent a picture when a snapshot was frozen, beside the one that the snapshot names: no device may be in two splits,
-- and who sends the same picture later changes nothing of what is made of that snapshot. Of those that were frozen before, what is
-- known now.
create table snapshot_sender (
    snapshot text not null references snapshot on delete cascade,
    image    text not null,
    device   text not null,
    primary key (snapshot, image, device)
);
create index snapshot_sender_image on snapshot_sender (image);
create index snapshot_sender_device on snapshot_sender (device);

insert into snapshot_sender (snapshot, image, device)
select distinct e.snapshot, e.image, s.source
from snapshot_picture e join picture p on p.content = e.image join picture_source s on s.name = p.name
where s.source <> 'reference' and s.source <> e.source and e.gone_at is null;
