# Forecasts by R's forecast package, for comparison: Rscript peer.R INPUT OUTPUT
# INPUT:  id,season,horizon,value value value …
# OUTPUT: id,method,ms,h,mean,39 quantiles of 0.025 … 0.975 (one row for each step; ms is processor time)
suppressPackageStartupMessages(library(forecast))
args <- commandArgs(trailingOnly = TRUE)
levels <- seq(5, 95, by = 5)
out <- file(args[2], "w")
methods <- list(
  ets = function(y, h, level) forecast(ets(y), h = h, level = level),
  arima = function(y, h, level) forecast(auto.arima(y), h = h, level = level),
  theta = function(y, h, level) thetaf(y, h = h, level = level))
for (line in readLines(args[1])) {
  part <- strsplit(line, ",")[[1]]
  y <- ts(as.numeric(strsplit(part[4], " ")[[1]]), frequency = as.integer(part[2]))
  h <- as.integer(part[3])
  for (name in names(methods)) {
    set.seed(1)
    start <- proc.time()
    f <- try(methods[[name]](y, h, c(80, 95)), silent = TRUE)
    ms <- 1000 * sum((proc.time() - start)[c(1, 2)])
    if (inherits(f, "try-error")) next
    set.seed(1)
    f <- if (name == "theta") thetaf(y, h = h, level = levels) else forecast(f$model, h = h, level = levels)
    lower <- matrix(f$lower, nrow = h)[, rev(seq_along(levels)), drop = FALSE]
    upper <- matrix(f$upper, nrow = h)
    q <- cbind(as.numeric(f$mean), lower, as.numeric(f$mean), upper)
    for (i in seq_len(h))
      cat(paste(c(part[1], name, sprintf("%.2f", ms), i, format(q[i, ], digits = 10, trim = TRUE)), collapse = ","),
          "\n", sep = "", file = out)
  }
}
close(out)
