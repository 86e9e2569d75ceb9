/** A sample person for a new account. Days are counted back from today for the past and forward for the future. */
export type ExamplePerson = {
  name: string;
  description: string;
  /** In the format of contact-methods-text.ts. */
  methods: string;
  tags: string[];
  /** The account holder wants to be in touch this often. */
  everyDays?: number;
  /** Interactions: days ago and description, oldest first. */
  talks: [number, string][];
  /** A past meeting: days ago, its notes, and the description of the interaction. */
  met?: { ago: number; notes: string; words: string };
  /** The next meeting: in how many days (null: not known yet), its time, and its notes. */
  next?: { in: number | null; time?: string; notes: string };
};

/** A dozen people from around the world. Their domains are reserved (RFC 2606), and so are their phone numbers. */
export const examplePeople: readonly ExamplePerson[] = [
  {
    name: 'Amara Okafor',
    description:
      'We met at the beekeeping course in Leipzig. Works at the observatory in Lagos now and writes the best letters.',
    methods: 'amara.okafor@example.org\nmobile\t+44 7700 900123',
    tags: ['Friends', 'Bees'],
    everyDays: 30,
    talks: [
      [311, 'Got a letter with a pressed cornflower in it. Sent her photos of the swarm.'],
      [262, 'Long call about whether to take the job in Lagos.'],
      [205, 'She took it! Starts in the fall.'],
      [121, 'Her birthday. Sang into the phone, badly.'],
      [64, 'Coffee at the station between two trains. Lent her the atlas.'],
      [16, 'Called about the hives. She’s looking for someone with a trailer.'],
    ],
    next: {
      in: 3,
      time: '09:30',
      notes:
        'She had just moved when we last met.\n\n- How is the **new job**?\n- Return her book on wild bees\n- Lagos in *spring*: dates?\n\n> Ask, then wait. She takes her time.',
    },
  },
  {
    name: 'Jonas Weber',
    description: 'Shared a kitchen as students. Two kids (Ida and Paul), one boat, no time.',
    methods: 'jonas.weber@example.net\n+49 30 23125 555',
    tags: ['Friends', 'Sailing'],
    everyDays: 45,
    talks: [
      [340, 'New Year’s call. Paul is learning to skate.'],
      [228, 'He sent a photo of the repaired mast.'],
      [118, 'An evening on the boat, then a week with a cold.'],
    ],
  },
  {
    name: 'Chiara De Luca',
    description: 'Sings alto in the choir. Godmother of Nino.',
    methods: '@chiara.sings\nchiara@example.com',
    tags: ['Choir'],
    talks: [
      [190, 'Drove home together after the concert.'],
      [88, 'She might move to Turin. Not sure yet.'],
      [22, 'Rehearsal. She knows a good plumber.'],
    ],
    met: {
      ago: 22,
      notes: '- Who’s driving on Sunday?\n- The plumber’s number',
      words: 'Two hours at her kitchen table. Got the number.',
    },
    next: {
      in: 1,
      time: '18:00',
      notes: '- Turin: decided?\n- The Duruflé, second movement\n- Nino’s birthday',
    },
  },
  {
    name: 'Grandma Ilse',
    description: 'Best to call in the morning. Loves to talk about her garden.',
    methods: 'landline\t+49 30 23125 777',
    tags: ['Family'],
    everyDays: 7,
    talks: [
      [332, 'Called on Sunday. The soup turned out well.'],
      [290, 'She told me how they walked across the frozen Spree.'],
      [247, 'Called. Her first snowdrops are out.'],
      [201, 'Easter at her place. Fixed the radio.'],
      [160, 'Called about the strawberries.'],
      [117, 'Her doctor is pleased.'],
      [75, 'Picked plums all afternoon.'],
      [40, 'Called on Sunday.'],
      [26, 'She was looking for the red thread. We found it in the tin.'],
      [12, 'Talked about the soup again. She laughed a lot.'],
    ],
  },
  {
    name: 'Dmitri Volkov',
    description: 'Chess on Thursdays. His daughter Katya starts school next summer.',
    methods: '',
    tags: ['Chess'],
    talks: [
      [271, 'Lost twice.'],
      [173, 'A draw!'],
      [97, 'Lost. He has a new opening.'],
    ],
    next: { in: null, notes: '- Which school did they pick for Katya?\n- Return the clock' },
  },
  {
    name: 'مريم حسن',
    description: 'From Cairo; we share an office wall and a love of bad puns. Writes her name Maryam.',
    methods: 'maryam.hassan@example.org',
    tags: ['Work'],
    talks: [
      [144, 'Walked along the canal at lunch.'],
      [51, 'Her talk went well. Celebrated with basbousa.'],
      [6, 'Lent me the book on calligraphy.'],
    ],
    next: {
      in: 8,
      time: '12:30',
      notes: 'Lunch.\n\n- The book: the chapter on Kufic\n- Alexandria in February?',
    },
  },
  {
    name: '李明',
    description: 'Language exchange on Tuesdays: an hour of German, an hour of Mandarin. Call him Ming.',
    methods: 'https://ming.example.org',
    tags: ['Languages'],
    talks: [
      [215, 'Talked about films. Watch the one with the lighthouse.'],
      [130, '我们谈到了电影。 Understood half of it.'],
      [33, 'He passed his exam!'],
    ],
  },
  {
    name: 'Åsa Lindqvist',
    description: 'Neighbor on the second floor. Has our spare key and two canaries.',
    methods: '+46 70 174 06 05',
    tags: ['Neighbors'],
    talks: [
      [182, 'Watered her plants for three weeks.'],
      [9, 'Ran into her on the stairs. She’ll be in Gotland for New Year’s: canaries!'],
    ],
  },
  {
    name: 'Tomás Reyes',
    description: 'Met on the night train to Lisbon. Paints tiles; knows every viewpoint.',
    methods: 'tomas.reyes@example.com\nhttps://tiles.example.com/tomas',
    tags: ['Friends', 'Lisbon'],
    everyDays: 90,
    talks: [
      [236, 'A package with four blue tiles.'],
      [152, 'Called. His studio is moving across the river.'],
    ],
  },
  {
    name: 'Priya Raman',
    description: 'Taught me to read balance sheets. Runs a small press now.',
    methods: 'work\tpriya@press.example.net',
    tags: ['Work', 'Mentors'],
    everyDays: 60,
    talks: [
      [280, 'She read the draft and was kind about it.'],
      [102, 'Lunch near the press. Ask her about the printer in Pune.'],
      [29, 'She recommended me. Write to thank her properly.'],
    ],
    next: { in: 15, notes: '- Thank her\n- The draft, third version' },
  },
  {
    name: 'Wanjiru Kamau',
    description: 'Cousin Peter’s wife. A runner. Laughs at the same jokes as me.',
    methods: 'wanjiru@example.org',
    tags: ['Family'],
    talks: [
      [196, 'The wedding! Danced until four.'],
      [58, 'She signed up for the marathon in Nairobi.'],
    ],
  },
  {
    name: 'Otto',
    description: 'Fixes bikes by the bridge. Honest and cheap.',
    methods: '',
    tags: ['Neighbors'],
    talks: [[70, 'New chain. He’s keeping the old wheel for me.']],
  },
];
