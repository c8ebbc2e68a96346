import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepare, Sandbox, Status } from '@lambda-bourse/runtime'
import { expect } from 'chai'

interface Example {
  number: number
  markdown: string
  html: string
}

/** The examples of the CommonMark specification, as its own test runner reads them; arrows stand for tabs. */
function readExamples(): Example[] {
  const path = createRequire(import.meta.url).resolve('commonmark-spec/spec.txt')
  const text = readFileSync(path, 'utf8').replaceAll('→', '\t')
  const examples = text.matchAll(/^`{32} example\n([\s\S]*?)^\.\n([\s\S]*?)^`{32}$/gm)
  return [...examples].map(([, markdown, html], i) => ({
    number: i + 1,
    markdown: markdown as string,
    html: html as string,
  }))
}

function load(name: string) {
  const sandbox = new Sandbox(prepare(readFileSync(new URL(`../${name}`, import.meta.url))))
  return (input: string | Uint8Array) => {
    const outcome = sandbox.invoke(Buffer.from(input), { fuel: 1_000_000_000n })
    expect(outcome.status).to.equal(Status.Ok)
    return Buffer.from(outcome.output).toString()
  }
}

const table = '| a | b |\n|---|--:|\n| 1 | 2 |\n'

describe('examples/markdown', () => {
  const examples = readExamples()

  for (const name of ['module.wasm', 'module-v2.wasm']) {
    describe(name, () => {
      const render = load(name)

      it('renders all 652 examples of CommonMark 0.31.2 byte for byte', () => {
        expect(examples).to.have.length(652)
        const different = examples.filter(({ markdown, html }) => render(markdown) !== html)
        expect(different).to.deep.equal([])
      })

      it('renders documents nested deeper than its stack could follow by recursion', () => {
        expect(render(`${'>'.repeat(10_000)} x`).match(/<blockquote>/g)).to.have.length(10_000)
        expect(render(`${'['.repeat(20_000)}x${']'.repeat(20_000)}`)).to.contain('[[[x]]]')
        expect(render(`${'*a '.repeat(5_000)}${'a*'.repeat(5_000)}`)).to.contain('<em>')
      })

      it('replaces bytes that are not UTF-8', () => {
        expect(render(Uint8Array.of(0x61, 0xff, 0x62))).to.equal('<p>a\u{fffd}b</p>\n')
      })

      it('renders nothing as nothing', () => {
        expect(render('')).to.equal('')
      })
    })
  }

  it('has tables, strikethrough and footnotes in version 2 only', () => {
    const [first, second] = [load('module.wasm'), load('module-v2.wasm')]
    expect(first(table)).to.equal('<p>| a | b |\n|---|--:|\n| 1 | 2 |</p>\n')
    expect(second(table)).to.match(/^<table><thead><tr><th>a<\/th><th style="text-align: right">b<\/th>/)
    expect(first('~~x~~\n')).to.equal('<p>~~x~~</p>\n')
    expect(second('~~x~~\n')).to.equal('<p><del>x</del></p>\n')
    expect(second('x[^1]\n\n[^1]: note\n')).to.contain('<div class="footnote-definition" id="1">')
  })
})
