/** Stands for `@smithy/core/event-streams` in the bundles: no call of ours sends or gets a stream of events, and two clients could. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
export const eventStreamSerdeProvider = () => undefined;
