package mapping

import "strings"

// aggregates are the functions that look at several rows.
var aggregates = words(`any_value arbitrary arg_max arg_max_null arg_min arg_min_null argmax argmin array_agg avg bit_and bit_or
bit_xor bool_and bool_or count count_if count_star countif entropy favg first first_value fsum group_concat histogram
json_group_array json_group_object kurtosis last last_value lag lead list listagg mad max max_by mean median min min_by mode nth_value
ntile product quantile quantile_cont quantile_disc rank dense_rank percent_rank cume_dist row_number skewness stddev stddev_pop
stddev_samp string_agg sum var_pop var_samp variance`)

// allowedFunctions are those that a mapping may call: they answer alike for the same rows and touch nothing else. The clock,
// randomness, settings, variables, files, catalogs and rows out of nothing (range, repeat, generate_series) are left out.
var allowedFunctions = union(aggregates, words(`abs add age array_contains array_distinct array_extract array_filter array_has
array_indexof array_length array_position array_reverse array_slice array_sort array_to_string array_value ascii bar base64
cardinality cast_to_type cbrt ceil ceiling century char_length character_length chr coalesce combine concat concat_ws contains
damerau_levenshtein date_add date_diff date_part date_sub date_trunc datediff datepart datesub datetrunc day dayname dayofmonth
dayofweek dayofyear decade decode degrees divide editdist3 element_at encode ends_with epoch epoch_ms epoch_ns epoch_us even exp
factorial filter flatten floor format from_base64 from_hex from_json from_json_strict gcd greatest hamming hash hex hour if ifnull
ilike_escape instr isfinite isinf isnan isodow isoyear jaccard jaro_similarity jaro_winkler_similarity json json_array
json_array_length json_contains json_exists json_extract json_extract_path json_extract_path_text json_extract_string json_keys
json_merge_patch json_object json_pretty json_quote json_structure json_transform json_transform_strict json_type json_valid
json_value last_day lcase lcm least left left_grapheme len length length_grapheme levenshtein like_escape list_any_value list_apply
list_avg list_concat list_contains list_count list_distinct list_element list_extract list_filter list_first list_has list_has_all list_has_any
list_indexof list_last list_length list_max list_min list_position list_reverse list_slice list_sort list_string_agg list_sum list_transform
list_unique list_value list_zip ln log log10 log2 lower ltrim make_date make_time make_timestamp make_timestamp_ms map map_contains
map_entries map_extract map_from_entries map_keys map_values md5 microsecond millennium millisecond minute mod month monthname multiply
nanosecond nextafter nfc_normalize not_ilike_escape not_like_escape nullif octet_length ord pi position pow power prefix printf quarter
radians regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace regexp_split_to_array replace reverse right
round row row_to_json rtrim second sha1 sha256 sign signbit split split_part sqrt starts_with str_split str_split_regex
strftime string_split string_split_regex string_to_array strip_accents strlen strpos strptime struct_contains struct_extract
struct_extract_at struct_pack substr substring subtract suffix time_bucket timezone timezone_hour timezone_minute to_base64 to_days
to_hours to_json to_microseconds to_milliseconds to_minutes to_months to_seconds to_timestamp to_weeks to_years translate trim trunc
try_strptime typeof ucase unbin unhex unicode unnest upper url_decode url_encode week weekday weekofyear xor year yearweek`))

func words(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(text) {
		set[word] = true
	}
	return set
}

func union(sets ...map[string]bool) map[string]bool {
	all := map[string]bool{}
	for _, set := range sets {
		for word := range set {
			all[word] = true
		}
	}
	return all
}
