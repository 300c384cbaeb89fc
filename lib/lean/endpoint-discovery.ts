/** Stands for `@aws-sdk/middleware-endpoint-discovery` in the bundles: no request of ours to DynamoDB asks for another address first. */
export const resolveEndpointDiscoveryConfig = <T>(config: T): T => config;
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { environmentVariableSelector: () => undefined, default: undefined };
