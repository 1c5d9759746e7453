# Writes every stage of COINr's example index and of its 20 variants, and the time of COINr's own study.
#   Rscript asem.R LIBRARY OUTPUT REGENERATIONS
args <- commandArgs(TRUE)
.libPaths(c(args[1], .libPaths()))
suppressMessages(library(COINr))
out <- file(args[2], "w")
put <- function(...) writeLines(paste(c(...), collapse = ","), out)
dump <- function(stage, df, codes) for (code in codes) {
  put(stage, code, ifelse(is.na(df[[code]]), "", sprintf("%.17g", df[[code]])))
}

coin <- suppressMessages(build_example_coin())
meta <- coin$Meta$Ind
indicators <- names(coin$Data$Normalised)[-1]
groups <- meta$iCode[meta$Type == "Aggregate"]
denominators <- c("Area", "Energy", "GDP", "Population")
put("peer", as.character(packageVersion("COINr")), R.version.string)
units <- coin$Data$Aggregated$uCode
put("units", "", units)
put("group", "", coin$Meta$Unit$EurAsia_group[match(units, coin$Meta$Unit$uCode)])
for (code in c(indicators, groups)) {
  m <- meta[meta$iCode == code, ]
  put("node", code, ifelse(is.na(m$Parent), "", m$Parent), m$Weight, m$Direction,
      ifelse(is.na(m$Denominator), "", m$Denominator))
}
dump("raw", coin$Data$Raw, indicators)
dump("denominator", ASEM_iData[match(units, ASEM_iData$uCode), ], denominators)
dump("denominated", coin$Data$Denominated, indicators)
dump("imputed", coin$Data$Imputed, indicators)
dump("treated", coin$Data$Treated, indicators)
dump("normalised", coin$Data$Normalised, indicators)
dump("aggregated", coin$Data$Aggregated, groups)

norms <- list(minmax = list(f_n = "n_minmax", f_n_para = list(c(1, 100))),
              zscore = list(f_n = "n_zscore", f_n_para = list(c(10, 2))))
for (winmax in 1:5) for (norm in names(norms)) for (mean in c("a_amean", "a_gmean")) {
  v <- coin
  v$Log$Treat$global_specs$f1_para$winmax <- winmax
  v$Log$Normalise$global_specs <- norms[[norm]]
  v$Log$Aggregate$f_ag <- mean
  v <- suppressMessages(Regen(v, quietly = TRUE))
  dump(paste("variant", winmax, norm, mean), v$Data$Aggregated, "Index")
}

# the study of COINr's own vignette on sensitivity, with fewer points
set.seed(1)
noise <- data.frame(Level = c(2, 3), NoiseFactor = c(0.25, 0.25))
specs <- list(
  treatment = list(Address = "$Log$Treat$global_specs$f1_para$winmax", Distribution = 1:5, Type = "discrete"),
  normalisation = list(Address = "$Log$Normalise$global_specs", Distribution = unname(norms), Type = "discrete"),
  aggregation = list(Address = "$Log$Aggregate$f_ag", Distribution = c("a_amean", "a_gmean"), Type = "discrete"),
  weights = list(Address = "$Log$Aggregate$w",
                 Distribution = get_noisy_weights(coin$Meta$Weights$Original, noise, 100), Type = "discrete"))
points <- ceiling(as.numeric(args[3]) / 6)
start <- proc.time()
study <- suppressMessages(get_sensitivity(coin, specs, N = points, SA_type = "SA", dset = "Aggregated",
                                          iCode = "Index", Nboot = 1000, quietly = TRUE, check_addresses = FALSE))
used <- proc.time() - start
put("study", points * 6, used[["elapsed"]], used[["user.self"]] + used[["sys.self"]])
for (i in 1:4) {
  s <- study$Sensitivity[i, ]
  put("index", s$Variable, s$Si, s$Si_q5, s$Si_q95, s$STi, s$STi_q5, s$STi_q95)
}
close(out)
