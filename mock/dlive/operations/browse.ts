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
import { page, type Paging } from '../page.js'
import { me, type DLiveHandlers, type Model } from './model.js'

/** What there is to find: who is live, categories, languages, and the search. */
export function browseOperations({ state, lifecycle }: Model): DLiveHandlers {
  const inCategory = (category: Category) => lifecycle.all().filter((stream) => stream.category === category)
  const watching = (category: Category) =>
    inCategory(category).reduce((sum, { watchingCount }) => sum + watchingCount, 0)
  const allAccounts = () => [...state.accounts.values()]
  const liveCategories = ({ text }: Search, args: Paging) =>
    page(
      state.categories.filter((one) => isTitled(one, text) && inCategory(one).length > 0),
      args,
    )

  return {
    Query: {
      livestreams: (_source, { input }: QueryLivestreamsArgs) => page(chosen(lifecycle.all(), input), input ?? {}),
      livestreamsFollowing: (_source, args: Paging, context) =>
        page(
          chosen(
            state.following(me(context)).flatMap((account) => lifecycle.live(account) ?? []),
            { showNSFW: true },
          ),
          args,
        ),
      category: (_source, { id }: QueryCategoryArgs) =>
        state.categories.find(({ backendID }) => backendID === id) ?? null,
      // The most watched first (inferred).
      categories: (_source, { input }: QueryCategoriesArgs) =>
        page(
          [...state.categories].sort((one, other) => watching(other) - watching(one)),
          input ?? {},
        ),
      // Which languages belong to a category is not known: all do.
      languages: (_source, _args: QueryLanguagesArgs) => state.languages,
      search: (_source, { text }: QuerySearchArgs) => ({ text: text.toLowerCase() }),
      globalInfo: () => ({ languages: state.languages, communityUpdates: [], systemMessage: null }),
      carousels: () => [],
    },

    GlobalInfo: {
      recommendChannels: (_source, { limit }: GlobalInfoRecommendChannelsArgs) =>
        chosen(lifecycle.all())
          .slice(0, Math.max(limit ?? 10, 0))
          .map(({ creator }) => ({ user: creator })),
    },

    Category: {
      id: ({ backendID }: Category) => `category:${backendID}`,
      imgUrl: ({ backendID }: Category) => `https://images.example.test/category/${backendID}`,
      coverImgUrl: () => null,
      watchingCount: watching,
      languages: () => state.languages,
      livestreams: (category: Category, { opt }: CategoryLivestreamsArgs) =>
        page(chosen(inCategory(category), opt), opt ?? {}),
    },

    Language: { id: ({ backendID }: Language) => `language:${backendID}` },

    SearchResult: {
      users: ({ text }: Search, args: Paging) =>
        page(
          allAccounts().filter((one) => one.lastStreamedAt !== null && isCalled(one, text)),
          args,
        ),
      allUsers: ({ text }: Search, args: Paging) =>
        page(
          allAccounts().filter((one) => isCalled(one, text)),
          args,
        ),
      livestreams: ({ text }: Search, args: Paging) =>
        page(
          chosen(lifecycle.all()).filter(({ title }) => title.toLowerCase().includes(text)),
          args,
        ),
      videos: (_search: Search, args: Paging) => page([], args),
      categories: ({ text }: Search, args: Paging) =>
        page(
          state.categories.filter((one) => isTitled(one, text)),
          args,
        ),
      liveCategories,
      // What makes one trend is not known: all that are live do.
      trendingCategories: liveCategories,
    },
  }
}

interface Search {
  readonly text: string
}

const isCalled = (
  { username, displayname }: { readonly username: string; readonly displayname: string },
  text: string,
) => username.includes(text) || displayname.toLowerCase().includes(text)

const isTitled = ({ title }: Category, text: string) => title.toLowerCase().includes(text)

/** Streams as an option wants them: 0 stands for any category and language; the most watched first (inferred). */
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
