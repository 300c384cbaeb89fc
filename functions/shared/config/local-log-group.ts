/** Stands for the log group where a configuration names none, as on one machine, where a file or Docker is read. */
export const LOCAL_LOG_GROUP = 'local';
