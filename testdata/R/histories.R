# 540 histories of one runner each, some with many ties, some with an exposure
# that begins during the run: histories.csv. What R makes of them: curves.csv
# and estimates.csv.
source("common.R")
library(survival)
seed <- 20260301
set.seed(seed)

# draw returns one history: minutes, event, and the time since which the run is
# exposed: 0 for all of it, Inf for nothing of it.
draw <- function(h) {
  n <- sample(6:45, 1)
  grain <- sample(c(1, 1, 5, 20), 1) # minutes; coarse ones make ties
  long <- rbinom(n, 1, .4)
  planned <- 40 + 120 * long + rexp(n, 1 / 30)
  fast <- rbinom(n, 1, runif(1, .15, .7))
  from <- ifelse(fast == 1, 0, Inf)
  if (h %% 3 == 0) from <- ifelse(fast == 1, sample(c(0, 30, 60, 100, 150), n, TRUE), Inf)
  ratio <- sample(c(.3, 1, 1, 3, 8), 1)
  cramp <- runif(1, 140, 320) * (rexp(n) / ifelse(fast == 1, ratio, 1))^.25
  round_up <- function(v) ceiling(v / grain) * grain
  data.frame(history = h, time = round_up(pmin(planned, cramp)), event = as.integer(cramp <= planned), from = from)
}

# risk_sets returns the informative tables of a history.
risk_sets <- function(d) {
  at <- sort(unique(d$time[d$event == 1]))
  t <- do.call(rbind, lapply(at, function(t) {
    risk <- d$time >= t
    exposed <- t > d$from
    now <- d$event == 1 & d$time == t
    data.frame(n1 = sum(risk & exposed), n0 = sum(risk & !exposed), d = sum(now), x = sum(now & exposed))
  }))
  if (is.null(t)) return(data.frame(n1 = 0, n0 = 0, d = 0, x = 0)[0, ])
  t[pmax(0, t$d - t$n0) < pmin(t$d, t$n1), ]
}

# cox returns the estimate and its error by coxph on rows (start, stop].
cox <- function(d) {
  change <- d$from > 0 & d$from < d$time
  rows <- rbind(
    data.frame(start = 0, stop = d$time, event = d$event, x = as.integer(d$from == 0))[!change, ],
    data.frame(start = 0, stop = d$from, event = 0, x = 0)[change, ],
    data.frame(start = d$from, stop = d$time, event = d$event, x = 1)[change, ])
  fit <- coxph(Surv(start, stop, event) ~ x, rows, ties = "exact",
               control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100))
  c(exp(unname(fit$coefficients)), sqrt(fit$var[1, 1])) # for such rows and ties the fit has no class
}

# mantel_haenszel returns R's exact estimate and p value, and the central mid-p
# value out of its two one-sided ones.
mantel_haenszel <- function(t) {
  if (nrow(t) < 2) return(c(NA, NA, NA))
  a <- array(rbind(t$x, t$n1 - t$x, t$d - t$x, t$n0 - t$d + t$x), c(2, 2, nrow(t)))
  r <- mantelhaen.test(a, exact = TRUE)
  above <- mantelhaen.test(a, exact = TRUE, alternative = "greater")$p.value
  below <- mantelhaen.test(a, exact = TRUE, alternative = "less")$p.value
  c(r$estimate, r$p.value, min(1, 2 * min((above + 1 - below) / 2, (below + 1 - above) / 2)))
}

histories <- curves <- estimates <- list()
for (h in 1:540) {
  d <- draw(h)
  level <- c(.95, .95, .9, .8)[h %% 4 + 1]
  histories[[h]] <- d
  s <- summary(survfit(Surv(time, event) ~ 1, d, conf.type = "log-log", conf.int = level))
  if (length(s$time) > 0) {
    curves[[h]] <- data.frame(history = h, time = s$time, risk = s$n.risk, events = s$n.event,
                              s = s$surv, se = s$std.err, lo = s$lower, hi = s$upper)
  }
  half <- unname(s$table[7:9])
  t <- risk_sets(d)
  e <- list(history = h, level = level, median = half[1], median_lo = half[2], median_hi = half[3],
            tables = nrow(t), x = sum(t$x))
  f <- family(t)
  extreme <- f$x == min(f$at) || f$x == max(f$at)
  both <- if (nrow(t) == 0 || extreme) c(NA, NA) else cox(d)
  mh <- mantel_haenszel(t)
  if (!is.na(mh[3])) stopifnot(abs(mh[3] - midp(f)) < 1e-12)
  mid <- limits(f, level, .5)
  exact <- limits(f, level, 1)
  fi <- if (nrow(t) == 0) rep(NA, 5) else firth(f, level)
  estimates[[h]] <- data.frame(e,
    cox = both[1], cox_se = both[2], mh = mh[1], mh_p = mh[2], mh_midp = mh[3], midp = midp(f),
    smallest = min(1, prob(f, 0)[c(1, length(f$at))]),
    mid_lo = mid[1], mid_hi = if (nrow(t) == 0) Inf else mid[2],
    exact_lo = exact[1], exact_hi = if (nrow(t) == 0) Inf else exact[2],
    mue = if (nrow(t) == 0) NA else median_unbiased(f),
    firth = fi[1], firth_lo = fi[2], firth_hi = fi[3], firth_chisq = fi[4], firth_p = fi[5])
}
to_file(do.call(rbind, histories), "histories.csv", "histories.R", seed)
to_file(do.call(rbind, curves), "curves.csv", "histories.R", seed, packages = "survival")
to_file(do.call(rbind, estimates), "estimates.csv", "histories.R", seed, packages = "survival")
