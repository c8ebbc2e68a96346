// `npm run build -w sdk`: a package in `dist/`, or in the folder given, that runs as it is on Node 20 and in browsers;
// `npm pack ./sdk/dist` packs it.
import { execFileSync } from 'node:child_process'
import { cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const sdk = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(sdk, 'dist'))

rmSync(dist, { recursive: true, force: true })
const tsc = join(sdk, '../node_modules/typescript/bin/tsc')
execFileSync(process.execPath, [tsc, '-p', join(sdk, 'tsconfig.build.json'), '--outDir', dist], { stdio: 'inherit' })

// The compiler rewrites the extensions of imports in programs, not in declarations.
for (const path of globSync('**/*.d.ts', { cwd: dist })) {
  const text = readFileSync(join(dist, path), 'utf8')
  writeFileSync(join(dist, path), text.replace(/((?:from |import\()['"]\.[^'"]*)\.ts(['"])/g, '$1.js$2'))
}

const { exports, private: _, scripts: __, ...manifest } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8'))
const compiled = Object.entries<string>(exports).map(([entry, source]) => {
  if (!source.endsWith('.ts')) return [entry, source]
  const base = source.replace('./src/', './').replace(/\.ts$/, '')
  return [entry, { types: `${base}.d.ts`, default: `${base}.js` }]
})
const published = {
  ...manifest,
  exports: Object.fromEntries(compiled),
  engines: { node: '>=20.19' },
  sideEffects: false,
}
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(published, null, 2)}\n`)
cpSync(join(sdk, 'schema'), join(dist, 'schema'), { recursive: true })
cpSync(join(sdk, 'README.md'), join(dist, 'README.md'))
