/** Stands for `node:util/types` in the bundles, beside util.cjs. */
module.exports = process.getBuiltinModule('node:util/types');
