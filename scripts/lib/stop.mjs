/** Something the person must put right: its message is the whole story, with the way out. */
export class Stop extends Error {
  name = 'Stop';
}

/** A command that ended with another exit code than 0, or by a signal. */
export class CommandFailed extends Error {
  name = 'CommandFailed';

  constructor(command, how, output) {
    super(`${command} ${how}`);
    this.output = output;
  }
}

/** What to do about a failure of the file system, or undefined when it was none. */
export function fileSystemStop(text, dir) {
  if (/ENOSPC|EDQUOT|no space left/i.test(text)) {
    return new Stop(`The disk of ${dir} is full. Free some space and try again.`);
  }
  if (/EROFS|read-only file system/i.test(text)) {
    return new Stop(`${dir} is on a read-only disk. Use a copy of the project in a place that can be written to.`);
  }
  if (/EACCES|EPERM|permission denied/i.test(text)) {
    return new Stop(
      `This user may not write below ${dir}. Give it the right to, or use a copy of the project of its own.`,
    );
  }
  return undefined;
}
