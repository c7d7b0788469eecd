// The problem list of forms: the same cases that the server runs.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { problems, type Problem } from '../../pwa/src/forms/check'
import { asked, type Answers, type FormSchema } from '../../pwa/src/forms/schema'

interface Case { name: string; form: string; answers: Answers; problems: Problem[]; kept?: Answers }

const vectors = JSON.parse(readFileSync('shared_schema/vectors/forms.json', 'utf8')) as { forms: Record<string, FormSchema>; cases: Case[] }

test.each(vectors.cases.map(one => [one.name, one] as const))('%s', (_, one) => {
  const schema = vectors.forms[one.form]!
  expect(problems(schema, one.answers)).toEqual(one.problems)
  if (one.kept) expect(asked(schema, one.answers)).toEqual(one.kept)
})

test('there are cases', () => expect(vectors.cases.length).toBeGreaterThan(20))
