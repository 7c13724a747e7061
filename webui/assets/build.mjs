// Builds what the pages bring from npm into static/built/: the diagram viewer, the editors of the studio and the typeface.
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, '..', 'static', 'built');
const font = 'atkinson-hyperlegible-next-latin-wght-normal.woff2';
const editors = ['draw', 'form', 'decide'];
const packages = createRequire(import.meta.url);

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

await build({
  entryPoints: { diagram: join(here, 'diagram.js'), ...Object.fromEntries(editors.map(name => [`studio/${name}`, join(here, 'studio', `${name}.js`)])) },
  outdir: out,
  assetNames: 'studio/[name]-[hash]',
  loader: { '.woff': 'file', '.woff2': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'file' },
  alias: { preact: join(here, '..', 'node_modules', 'preact') },      // two copies of it do not know each other's parts
  define: { 'process.env.NODE_ENV': '"production"' },
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2020',
  legalComments: 'linked',
  logLevel: 'warning',
});

const folder = dirname(packages.resolve('@fontsource-variable/atkinson-hyperlegible-next/package.json'));
await copyFile(join(folder, 'files', font), join(out, 'letter.woff2'));
await copyFile(join(folder, 'LICENSE'), join(out, 'letter.LICENSE.txt'));
await writeFile(join(out, 'letter.css'), `@font-face {
  font-family: "Atkinson Hyperlegible Next Variable";
  font-style: normal;
  font-display: swap;
  font-weight: 200 800;
  src: url(letter.woff2) format("woff2-variations");
}
`);
