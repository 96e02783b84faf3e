package io.millrace.api.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns what a user wrote into a settings record, noting every problem. The record's components are the format. */
public final class Settings {

    private Settings() {}

    /**
     * The settings of a record class, in the order of its components.
     *
     * @param type a record whose components carry {@link Setting}
     * @return one entry a component
     * @throws IllegalArgumentException if a component lacks the annotation: a mistake in the program
     */
    public static List<SettingInfo> describe(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(Settings::info).toList();
    }

    /**
     * The record with every default.
     *
     * @param type a record whose components all have defaults
     * @param <C> the record
     * @return the record
     * @throws ConfigException if a component must be written
     */
    public static <C extends Record> C defaults(Class<C> type) {
        Problems problems = new Problems();
        C record = bind(type, ConfigValue.Mapping.empty(Location.BUILDER), problems);
        problems.throwIfAny(type.getSimpleName());
        return java.util.Objects.requireNonNull(record);
    }

    /**
     * Makes the record.
     *
     * @param type a record whose components carry {@link Setting}
     * @param written what the user wrote; every key must be one of the record's
     * @param problems gets every unknown key, missing value, wrong type and value out of range
     * @param <C> the record
     * @return the record, or null if a problem was noted
     */
    public static <C extends Record> @Nullable C bind(Class<C> type, ConfigValue.Mapping written, Problems problems) {
        int before = problems.size();
        List<SettingInfo> infos = describe(type);
        refuseUnknownKeys(infos, written, problems);
        @Nullable Object[] arguments = new Object[infos.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(infos.get(i), written, problems);
        }
        return problems.size() > before ? null : construct(type, arguments, written.location(), problems);
    }

    /**
     * The key of a component: {@code windowFrames} is written {@code window-frames}.
     *
     * @param component name in Java
     * @return name in a file
     */
    public static String key(String component) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (Character.isUpperCase(c)) {
                key.append('-').append(Character.toLowerCase(c));
            } else {
                key.append(c);
            }
        }
        return key.toString();
    }

    private static SettingInfo info(RecordComponent component) {
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalArgumentException("component without @Setting: record="
                    + component.getDeclaringRecord().getName() + ", component=" + component.getName());
        }
        return new SettingInfo(
                key(component.getName()),
                component.getGenericType(),
                setting.help(),
                setting.orElse(),
                setting.min(),
                setting.max(),
                setting.live());
    }

    private static void refuseUnknownKeys(List<SettingInfo> infos, ConfigValue.Mapping written, Problems problems) {
        List<String> known = infos.stream().map(SettingInfo::key).toList();
        for (Map.Entry<String, ConfigValue> entry : written.entries().entrySet()) {
            if (!known.contains(entry.getKey())) {
                problems.add(
                        entry.getValue().location(),
                        "unknown key: key=" + entry.getKey() + " (expected " + Words.oneOf(entry.getKey(), known)
                                + ")");
            }
        }
    }

    private static @Nullable Object argument(SettingInfo info, ConfigValue.Mapping written, Problems problems) {
        ConfigValue value = written.entries().get(info.key());
        if (value != null) {
            return SettingTypes.parse(info, value, problems);
        }
        if (info.isRequired()) {
            problems.add(
                    written.location(),
                    "key is missing: key=" + info.key() + " (expected " + SettingTypes.describe(info) + ": "
                            + info.help() + ")");
        }
        if (info.isRequired() || info.isOptional()) {
            return null;
        }
        return SettingTypes.parseDefault(info, written.location(), problems);
    }

    private static <C extends Record> @Nullable C construct(
            Class<C> type, @Nullable Object[] arguments, Location location, Problems problems) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<C> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                problems.add(location, String.valueOf(refused.getMessage()));
                return null;
            }
            throw new IllegalStateException("settings record failed: record=" + type.getName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings record cannot be made: record=" + type.getName(), e);
        }
    }

    /**
     * The record with some of its live settings changed.
     *
     * @param record a settings record
     * @param changes new values by key, spelled as in a file
     * @param location what to name in problems
     * @param problems gets every key that is unknown or not live, and every value that does not fit
     * @param <C> the record
     * @return another record, or null if a problem was noted
     */
    public static <C extends Record> @Nullable C change(
            C record, Map<String, String> changes, Location location, Problems problems) {
        int before = problems.size();
        @SuppressWarnings("unchecked")
        Class<C> type = (Class<C>) record.getClass();
        List<SettingInfo> infos = describe(type);
        Map<String, ConfigValue> written = new LinkedHashMap<>();
        changes.forEach((key, text) -> written.put(key, new ConfigValue.Scalar(text, location)));
        refuseUnknownKeys(infos, new ConfigValue.Mapping(written, location), problems);
        @Nullable Object[] arguments = new Object[infos.size()];
        for (int i = 0; i < arguments.length; i++) {
            SettingInfo info = infos.get(i);
            String text = changes.get(info.key());
            if (text == null) {
                arguments[i] = value(record, type.getRecordComponents()[i]);
            } else if (info.live()) {
                arguments[i] = SettingTypes.parse(info, SettingTypes.written(info, text, location), problems);
            } else {
                List<String> live = infos.stream()
                        .filter(SettingInfo::live)
                        .map(SettingInfo::key)
                        .toList();
                problems.add(
                        location,
                        "setting is not live: key=" + info.key() + " (expected "
                                + (live.isEmpty()
                                        ? "a restart: none of its settings is"
                                        : "one of " + String.join(", ", live))
                                + ")");
            }
        }
        return problems.size() > before ? null : construct(type, arguments, location, problems);
    }

    private static @Nullable Object value(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("settings record cannot be read: record=" + record, e);
        }
    }

    /**
     * What a record holds, by key, as it would be written: for plans and catalogues.
     *
     * @param record a settings record
     * @return one {@code key=value} a component, components that are null left out
     */
    public static List<String> print(Record record) {
        List<String> lines = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(record, component);
            if (value != null) {
                lines.add(key(component.getName()) + "=" + SettingTypes.print(value));
            }
        }
        return lines;
    }
}
