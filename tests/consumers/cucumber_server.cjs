// Cucumber's language server with its WebAssembly where npm puts it. The server's own command expects it
// in a folder of its own, where `npm install --global` puts it.
const { dirname, join } = require('node:path');
const { NodeFiles } = require('@cucumber/language-server/node');
const { startStandaloneServer } = require('@cucumber/language-server/wasm');

const service = require.resolve('@cucumber/language-service');
const dist = service.slice(0, service.indexOf('language-service') + 'language-service'.length);
startStandaloneServer(join(dist, 'dist'), (root) => new NodeFiles(root));
