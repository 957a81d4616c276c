import type {
  CategoryLivestreamsArgs,
  CategoryLivestreamsOption,
  GlobalInfoRecommendChannelsArgs,
  LivestreamsOption,
  QueryCategoriesArgs,
  QueryCategoryArgs,
  QueryLanguagesArgs,
  QueryLivestreamsArgs,
  QuerySearchArgs,
} from '../../../generated/dlive/graphql.js'
import type { Category, Language, Livestream } from '../entities.js'
import { languages } from '../languages.js'
import { livestreamOf, livestreams } from '../lifecycle.js'
import { page, type Paging } from '../page.js'
import { following } from '../state.js'
import type { DLiveWorld } from '../world.js'
import { me, type DLiveResolvers } from './mutation.js'

/** Browsing: live streams, categories, languages and search. */
export const browseOperations: DLiveResolvers = {
  Query: {
    livestreams: (_source, { input }: QueryLivestreamsArgs, { world }) =>
      page(chosen(livestreams(world), input), input ?? {}),
    livestreamsFollowing(_source, args: Paging, context) {
      const followees = following(context.world.state, me(context))
      const live = followees.flatMap((account) => livestreamOf(context.world, account) ?? [])
      return page(chosen(live, { showNSFW: true }), args)
    },
    category: (_source, { id }: QueryCategoryArgs, { world }) =>
      world.state.categories.find(({ backendID }) => backendID === id) ?? null,
    // The most watched first (inferred).
    categories(_source, { input }: QueryCategoriesArgs, { world }) {
      const byViewers = (one: Category, other: Category) => watching(world, other) - watching(world, one)
      return page([...world.state.categories].sort(byViewers), input ?? {})
    },
    // The languages of a category are not known, so the list has all.
    languages: (_source, _args: QueryLanguagesArgs) => languages,
    search: (_source, { text }: QuerySearchArgs) => ({ text: text.toLowerCase() }),
    globalInfo: () => ({ languages, communityUpdates: [], systemMessage: null }),
    carousels: () => [],
  },

  GlobalInfo: {
    recommendChannels: (_source, { limit }: GlobalInfoRecommendChannelsArgs, { world }) =>
      chosen(livestreams(world))
        .slice(0, Math.max(limit ?? 10, 0))
        .map(({ creator }) => ({ user: creator })),
  },

  Category: {
    id: ({ backendID }: Category) => `category:${backendID}`,
    imgUrl: ({ backendID }: Category) => `https://images.example.test/category/${backendID}`,
    coverImgUrl: () => null,
    watchingCount: (category: Category, _args, { world }) => watching(world, category),
    languages: () => languages,
    livestreams: (category: Category, { opt }: CategoryLivestreamsArgs, { world }) =>
      page(chosen(inCategory(world, category), opt), opt ?? {}),
  },

  Language: { id: ({ backendID }: Language) => `language:${backendID}` },

  SearchResult: {
    users: (search: Search, args: Paging, { world }) =>
      page(
        accounts(world, search).filter(({ lastStreamedAt }) => lastStreamedAt !== null),
        args,
      ),
    allUsers: (search: Search, args: Paging, { world }) => page(accounts(world, search), args),
    livestreams: (search: Search, args: Paging, { world }) => page(titled(chosen(livestreams(world)), search), args),
    videos: (_search: Search, args: Paging) => page([], args),
    categories: (search: Search, args: Paging, { world }) => page(titled(world.state.categories, search), args),
    liveCategories: (search: Search, args: Paging, { world }) => page(liveCategories(world, search), args),
    // The rule for trending is not known, so the list has all live categories.
    trendingCategories: (search: Search, args: Paging, { world }) => page(liveCategories(world, search), args),
  },
}

interface Search {
  readonly text: string
}

const accounts = ({ state }: DLiveWorld, { text }: Search) =>
  [...state.accounts.values()].filter(
    ({ username, displayname }) => username.includes(text) || displayname.toLowerCase().includes(text),
  )

const titled = <Thing extends { readonly title: string }>(things: readonly Thing[], { text }: Search) =>
  things.filter(({ title }) => title.toLowerCase().includes(text))

const inCategory = (world: DLiveWorld, category: Category) =>
  livestreams(world).filter((stream) => stream.category === category)

const liveCategories = (world: DLiveWorld, search: Search) =>
  titled(world.state.categories, search).filter((category) => inCategory(world, category).length > 0)

const watching = (world: DLiveWorld, category: Category) =>
  inCategory(world, category).reduce((sum, { watchingCount }) => sum + watchingCount, 0)

/** Streams filtered and sorted by an option. 0 means any category or language. Default order: most watched first (inferred). */
function chosen(
  streams: readonly Livestream[],
  option: LivestreamsOption | CategoryLivestreamsOption | null | undefined = {},
): Livestream[] {
  const { languageID, showNSFW, order, categoryID, showMatureContent }: LivestreamsOption = option ?? {}
  return streams
    .filter(
      ({ language, category, ageRestriction }) =>
        (!languageID || language.backendID === languageID) &&
        (!categoryID || category.backendID === categoryID) &&
        (!ageRestriction || showNSFW || showMatureContent),
    )
    .sort((one, other) =>
      order === 'NEW' ? Number(other.createdAt) - Number(one.createdAt) : other.watchingCount - one.watchingCount,
    )
}
