// Must run on very old Node versions, because it prints the error for them.
var needed = [20, 19];

/** Exits with an error on an old Node version. */
export function requireNode() {
  var version = process.versions.node;
  var parts = version.split('.').map(Number);
  if (parts[0] > needed[0] || (parts[0] === needed[0] && parts[1] >= needed[1])) return;
  console.error(
    'TinyGenesy needs Node ' +
      needed.join('.') +
      ' or newer. This is Node ' +
      version +
      '.\n' +
      'Install a newer version from https://nodejs.org, or with a version manager ("nvm install" reads .nvmrc), and try again.',
  );
  process.exit(1);
}
