/** An error that the user can fix. Its message says how; no stack trace is printed. */
export class Stop extends Error {
  name = 'Stop';
}

/** A command ended with another exit code than 0, or by a signal. */
export class CommandFailed extends Error {
  name = 'CommandFailed';

  constructor(command, how, output) {
    super(`${command} ${how}`);
    this.output = output;
  }
}

/** Returns the `Stop` for a file system error; undefined for another error. */
export function fileSystemStop(text, dir) {
  if (/ENOSPC|EDQUOT|no space left/i.test(text)) {
    return new Stop(`The disk of ${dir} is full. Free some space and try again.`);
  }
  if (/EROFS|read-only file system/i.test(text)) {
    return new Stop(`${dir} is on a read-only disk. Use a copy of the project on a writable disk.`);
  }
  if (/EACCES|EPERM|permission denied/i.test(text)) {
    return new Stop(`This user can't write to ${dir}. Grant write permission, or use another copy of the project.`);
  }
  return undefined;
}
