/** Stands in the bundles for what is named in a package and never used in Lambda. */
export default {};
