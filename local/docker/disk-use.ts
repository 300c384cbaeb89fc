import { z } from 'zod';
import type { DockerDisk } from '../../functions/shared/container-observation.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import type { Inspection } from './inspection.ts';

/** A list that an Engine writes as null where it is empty. */
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** What is read of GET /system/df, https://docs.docker.com/reference/api/engine/version/v1.41/#tag/System/operation/SystemDataUsage */
const diskUse = z.object({
  LayersSize: z.number().nullish(),
  ImageUsage: z.object({ TotalSize: z.number().nullish() }).nullish(),
  Containers: list(z.object({ SizeRw: z.number().nullish() })),
  Volumes: list(z.object({ Name: z.string(), UsageData: z.object({ Size: z.number() }).nullish() })),
  BuildCache: list(z.object({ Size: z.number() })),
});

/** It measures each volume, which takes long where these are large. */
const LONGEST_MS = 50_000;

/** @param containers whose volumes are told one by one. @throws EngineError */
export async function diskUseOf(engine: Pick<Engine, 'json'>, containers: Inspection[], atMs: number): Promise<DockerDisk> {
  const { success, data, error } = diskUse.safeParse(await engine.json('/system/df', LONGEST_MS));
  if (!success)
    throw new EngineError('garbled', `what Docker says of the disk cannot be read (${error.issues[0]?.path.join('.')})`);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  // -1: the driver of the volume does not tell.
  const sizes = new Map(
    data.Volumes.flatMap((v) => ((v.UsageData?.Size ?? -1) >= 0 ? [[v.Name, v.UsageData?.Size as number]] : [])),
  );
  return {
    atMs,
    imageBytes: data.LayersSize ?? data.ImageUsage?.TotalSize ?? 0,
    containerBytes: sum(data.Containers.map(({ SizeRw }) => SizeRw ?? 0)),
    volumeBytes: sum([...sizes.values()]),
    buildCacheBytes: sum(data.BuildCache.map(({ Size }) => Size)),
    volumes: containers.flatMap(({ Name, Mounts }) =>
      Mounts.filter(({ Type }) => Type === 'volume').map(({ Name: volume, Destination }) => {
        const bytes = sizes.get(volume);
        return { name: volume, container: Name.replace(/^\//, ''), path: Destination, ...(bytes !== undefined && { bytes }) };
      }),
    ),
  };
}
