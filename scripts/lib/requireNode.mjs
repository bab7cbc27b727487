// Must parse and run on Node versions long gone: they are who this file speaks to.
var needed = [20, 19];

/** Ends the process with a clear sentence when this Node is too old. */
export function requireNode() {
  var version = process.versions.node;
  var parts = version.split('.').map(Number);
  if (parts[0] > needed[0] || (parts[0] === needed[0] && parts[1] >= needed[1])) return;
  console.error(
    'TinyGenesy needs Node ' +
      needed.join('.') +
      ' or newer; this is Node ' +
      version +
      '.\n' +
      'Install a newer one from https://nodejs.org, or with a version manager ("nvm install" reads .nvmrc), and try again.',
  );
  process.exit(1);
}
