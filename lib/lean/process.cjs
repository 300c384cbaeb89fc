/** Stands for `node:process` in the bundles, for the reason of http.cjs: some of its names open what they stand for. */
module.exports = process;
