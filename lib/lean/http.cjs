/**
 * Stands for `node:http` in the bundles. To import it as a module reads every one of its names, and behind three of them
 * Node loads the whole of its own fetch; what is asked for in this way is read when it is used.
 */
module.exports = process.getBuiltinModule('node:http');
