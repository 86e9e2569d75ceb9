import { planMeeting } from '../../src/domain/commands/plan-meeting';
import { recordInteraction } from '../../src/domain/commands/record-interaction';
import { removeInteraction } from '../../src/domain/commands/remove-interaction';
import { undo } from '../../src/domain/commands/undo';
import type { NewKithEvent } from '../../src/domain/events';
import { execute } from '../../src/engine/deciding/execute';
import { append } from '../../src/event-store/append';
import { expectEqualToOracle } from '../oracle/compare';
import { followingUp } from '../support/following-up';
import {
  accountOpened,
  contactCreated,
  interactionCorrected,
  interactionRecorded,
  meetingCancelled,
  meetingFulfilled,
  meetingNotesWritten,
  meetingPlanned,
} from '../support/happened';
import { createStage, type Stage, settle } from '../support/stage';
import { Stream } from '../support/stream';

const given = (...events: NewKithEvent[]) => ({
  when: (...decided: NewKithEvent[]) => ({
    follows: (...expected: NewKithEvent[]) =>
      expect(followingUp(new Stream(events), decided)).toEqual(expected),
  }),
});

/** Bob (2) has the meeting 4, and Ann (3) has the meeting 5. */
const planned = [
  accountOpened(),
  contactCreated('Bob'),
  contactCreated('Ann'),
  meetingPlanned(2, '2026-11-20'),
  meetingPlanned(3, '2026-11-20'),
];

test('an interaction on the day of the meeting or later fulfills it', () => {
  for (const day of ['2026-11-20', '2026-11-21', '2027-01-01'])
    given(...planned)
      .when(interactionRecorded(2, day))
      .follows(meetingFulfilled(2, 4, 6));
});

test('an interaction on an earlier day doesn’t fulfill it, nor does a corrected one', () => {
  given(...planned)
    .when(interactionRecorded(2, '2026-11-19'))
    .follows();
  given(...planned, interactionRecorded(2, '2026-11-19'))
    .when(interactionCorrected(2, 6, '2026-11-19', '2026-11-20'))
    .follows();
});

test('without a planned day, nothing is fulfilled', () => {
  const recorded = interactionRecorded(2, '2026-11-20');
  given(accountOpened(), contactCreated('Bob')).when(recorded).follows();
  given(accountOpened(), contactCreated('Bob'), meetingNotesWritten(2, null, 'Ask.'))
    .when(recorded)
    .follows();
  given(...planned, meetingCancelled(2, 4))
    .when(recorded)
    .follows();
  given(...planned, recorded, meetingFulfilled(2, 4, 6))
    .when(recorded)
    .follows();
});

describe('in the database', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await createStage();
  });
  afterEach(() => stage.drop());

  const eventsOf = async (accountId: number) =>
    (
      await stage.pool.query(
        `select position, name, payload, metadata, e.created_at from events e
          join event_types t on t.id = e.event_type_id where account_id = $1 order by position`,
        [accountId],
      )
    ).rows;

  async function withMeeting() {
    const actor = await stage.open();
    const contact = await stage.contact(actor, 'Bob');
    await execute(stage.kith, actor, planMeeting, { contact, meeting_on: '2026-11-20', notes: 'Ask.' });
    return { actor, contact };
  }

  test('both events are appended at once, with their cause; a repeated submission gets the same answer', async () => {
    const { actor, contact } = await withMeeting();
    const bystander = await withMeeting();
    const record = () => execute(stage.kith, actor, recordInteraction, { contact }, { token: 'once' });
    expect(await record()).toEqual({ position: 6, subject: contact, events: 2 });
    expect(await record()).toMatchObject({ position: 6 });
    const [recorded, fulfilled, ...more] = (await eventsOf(actor.accountId)).slice(4);
    expect(more).toEqual([]);
    expect(fulfilled).toMatchObject({
      name: 'meeting-fulfilled',
      payload: { meeting: 3, interaction: 5 },
      metadata: { command: 'record-interaction', cause: 5 },
    });
    expect(recorded.metadata).not.toHaveProperty('cause');
    expect(fulfilled.created_at).toEqual(recorded.created_at);
    expect(await eventsOf(bystander.actor.accountId)).toHaveLength(4);
    await settle(stage.kith, actor.accountId);
    await expectEqualToOracle(stage.pool, actor.accountId);
    const { rows } = await stage.pool.query(
      'select meeting, next_meeting_on, next_meeting_notes from projected_contacts where account_id = $1',
      [actor.accountId],
    );
    expect(rows).toEqual([{ meeting: null, next_meeting_on: null, next_meeting_notes: '' }]);
    expect((await stage.pool.query('select from projected_meeting_notes_emails')).rowCount).toBe(0);
  });

  test('if the reactor’s event can’t be appended, nothing is recorded', async () => {
    const { actor, contact } = await withMeeting();
    const wrong = {
      name: 'go-wrong',
      on: ['interaction-recorded'],
      wants: () => [],
      react: () => [{ type: 'meeting-fulfilled', subject: contact, payload: { meeting: 0 } }],
    };
    const kith = { ...stage.kith, reactors: [wrong] };
    await expect(execute(kith, actor, recordInteraction, { contact })).rejects.toThrow('meeting-fulfilled');
    expect(await eventsOf(actor.accountId)).toHaveLength(4);
  });

  test('a reactor gets rows that the command didn’t read as of the same head', async () => {
    const { actor, contact } = await withMeeting();
    const seen: unknown[] = [];
    const curious = {
      name: 'look-around',
      on: ['interaction-recorded'],
      wants: () => [{ table: 'meetings', column: 'contact', values: [contact] }],
      react: (_: unknown, { meetings }: Record<string, { all(): object[] }>) => {
        seen.push(...meetings!.all());
        return [];
      },
    };
    await execute({ ...stage.kith, reactors: [curious] }, actor, recordInteraction, { contact });
    expect(seen).toMatchObject([{ meeting: 3, notes: 'Ask.' }]);
  });

  test('imported and replayed events cause nothing', async () => {
    const { actor, contact } = await withMeeting();
    const events = [interactionRecorded(contact, '2026-11-20')];
    await append(stage.kith, { ...actor, head: 4, events });
    await settle(stage.kith, actor.accountId);
    expect(await eventsOf(actor.accountId)).toHaveLength(5);
  });

  test('a restored interaction doesn’t fulfill a meeting planned since then', async () => {
    const { kith } = stage;
    const actor = await stage.open();
    const contact = await stage.contact(actor, 'Bob');
    const bystander = await stage.bystander();
    const { position: interaction } = await execute(kith, actor, recordInteraction, { contact });
    await execute(kith, actor, planMeeting, { contact, meeting_on: '2026-11-20' });
    const { position } = await execute(kith, actor, removeInteraction, { contact, interaction });
    await execute(kith, actor, undo, { contact, position });
    await settle(kith, actor.accountId);
    expect((await eventsOf(actor.accountId)).at(-1)).toMatchObject({ name: 'interaction-recorded' });
    const { rows } = await stage.pool.query(
      `select next_meeting_on, last_interacted_on from projected_contacts where account_id = $1`,
      [actor.accountId],
    );
    expect(rows).toEqual([{ next_meeting_on: '2026-11-20', last_interacted_on: '2026-11-20' }]);
    await bystander.unharmed();
  });
});
