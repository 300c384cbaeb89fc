/** Stands for `node:util` in the bundles, for the reason of http.cjs: names that nobody asks for load other parts of Node. */
module.exports = process.getBuiltinModule('node:util');
