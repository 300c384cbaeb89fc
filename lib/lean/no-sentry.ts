/** Stands in for Sentry's SDK in the bundles of a configuration without Sentry, where it is never called. */
export {};
